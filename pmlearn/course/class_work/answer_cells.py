"""What stands in an answer cell before a learner answers: a sentence instead of a code stub."""

from __future__ import annotations

from typing import Any

from nbgrader.preprocessors import NbGraderPreprocessor

from pmlearn.exercises.cell import answer_cell

HINT = "# Answer in the widget above and run this cell, or type your answer here."


class ClearAnswers(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader ships no types
    """Replaces nbgrader's stub in cells that begin with `%%answer`; runs after `ClearSolutions`."""

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:
        """Give an answer cell without an answer its hint."""
        del index
        found = answer_cell(cell.source) if cell.cell_type == "code" else None
        is_solution = cell.metadata.get("nbgrader", {}).get("solution", False)
        if found and is_solution and "raise NotImplementedError" in found[1]:
            cell.source = f"%%answer {found[0]}\n{HINT}"
        return cell, resources
