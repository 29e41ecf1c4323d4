//! A table in plain text: aligned columns, numbers to the right, one rule under the head.

use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};

const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// The table of `rows` under `head`; a column whose head begins with `>` is aligned to the right.
#[must_use]
pub fn grid(head: &[String], rows: Vec<Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(STYLE);
    table.set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(head.iter().map(|name| name.trim_start_matches('>').to_owned()).collect::<Vec<_>>());
    for row in rows {
        table.add_row(row);
    }
    for (column, name) in table.column_iter_mut().zip(head) {
        column.set_padding((0, 2));
        if name.starts_with('>') {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.lines().map(|line| format!(" {}", line.trim_end())).collect::<Vec<_>>().join("\n")
}

/// Longer names are cut in tables, so that a table fits a terminal; JSON has them whole.
const NAME_MAX: usize = 36;

/// A name as it stands in a table.
pub(super) fn short(name: &str) -> String {
    if name.chars().count() <= NAME_MAX {
        return name.to_owned();
    }
    let cut: String = name.chars().take(NAME_MAX - 1).collect();
    format!("{}…", cut.trim_end())
}
