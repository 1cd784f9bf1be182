"""Tables of text carry the names of their columns beside each cell."""

from __future__ import annotations

from pmlearn.course.book.finishing.narrow_tables import foldable

HEAD = (
    '<table class="table">\n<thead>\n<tr class="row-odd">{}</tr>\n</thead>\n<tbody>\n{}</tbody>\n'
)
THREE = HEAD.format(
    '<td></td>\n<th class="head"><p>What it <em>is</em></p></th>\n'
    '<th class="head text-right"><p>R&amp;D</p></th>',
    '<tr class="row-even"><td><p>a</p></td>\n<td><p>b</p></td>\n'
    '<td class="text-right">c</td>\n</tr>',
)


def test_each_cell_is_named_after_its_column():
    made = foldable(f"<p>before</p>{THREE}</table>")
    assert 'class="table folds"' in made
    assert '<td role="cell" data-label=""><p>a' in made
    assert '<td role="cell" data-label="What it is"><p>b' in made
    assert '<td role="cell" data-label="R&amp;D" class="text-right">c' in made


def test_it_stays_a_table_for_those_who_listen():
    made = foldable(f"{THREE}</table>")
    assert '<table role="table"' in made
    assert made.count('role="row"') == 2
    assert made.count('role="columnheader"') == 2
    assert made.count('role="rowgroup"') == 2


def test_two_columns_fit_beside_each_other():
    two = HEAD.format('<th class="head">A</th><th class="head">B</th>', "<tr><td>a</td></tr>")
    assert foldable(f"{two}</table>") == f"{two}</table>"


def test_cells_over_several_columns_are_left_as_they_are():
    wide = f"{THREE}</table>".replace("<td><p>b", '<td colspan="2"><p>b')
    assert foldable(wide) == wide
