// What goes between a table of the page and a spreadsheet: a pasted block, a copy, files.
import { element } from "./common.js";

// The lines of a block that was copied in a spreadsheet; null when it is a single value.
export function block(text) {
  const whole = text.replace(/\r?\n$/, "");
  return /[\t\n]/.test(whole) ? whole.split(/\r?\n/).map((line) => line.split("\t")) : null;
}

function download(blob, name) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function csv(lines) {
  const quoted = (word) => (/[",\n]/.test(word) ? `"${String(word).replaceAll('"', '""')}"` : word);
  return "\ufeff" + lines.map((line) => line.map(quoted).join(",")).join("\r\n") + "\r\n";
}

// Buttons that take the table along; `lines()` gives it line by line as it stands.
export function takeAlong(model, lines, say) {
  const name = model.get("question").id;
  const small = (text, onclick) => element("button", { type: "button", class: "pm-small", onclick }, text);
  async function copy() {
    try {
      await navigator.clipboard.writeText(lines().map((line) => line.join("\t")).join("\n"));
      say("Copied. Paste it into a spreadsheet.");
    } catch {
      say("This browser does not let the page copy. Download the table instead.", "wrong");
    }
  }
  const save = () => download(new Blob([csv(lines())], { type: "text/csv" }), `${name}.csv`);
  const tools = element("div", { class: "pm-tools" }, small("Copy table", copy), small("Download .csv", save));
  if (model.send) tools.append(small("Download .xlsx", () => model.send({ workbook: lines() })));
  model.on("msg:custom", (content, buffers) => {
    if (content.workbook) download(new Blob([buffers[0]]), content.workbook);
  });
  return tools;
}
