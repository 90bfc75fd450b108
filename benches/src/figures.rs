//! What was measured, as lines while it runs and as one table at the end.

/// One comparison.
#[derive(Debug)]
struct Figure {
    name: String,
    ours: String,
    peer: String,
    ratio: String,
    aim: &'static str,
}

#[derive(Debug, Default)]
pub(crate) struct Figures(Vec<Figure>);

/// Something measured: how much and of what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measured {
    pub(crate) value: f64,
    pub(crate) unit: &'static str,
}

impl Measured {
    fn show(self) -> String {
        let digits = if self.value < 10.0 { 2 } else { usize::from(self.value < 1000.0) };
        format!("{:.digits$} {}", self.value, self.unit)
    }
}

impl Figures {
    /// A figure beside a named peer's.
    pub(crate) fn compare(&mut self, name: &str, ours: Measured, peer: (&str, Measured), aim: &'static str) {
        let ratio = ours.value / peer.1.value;
        let digits = if ratio < 10.0 { 2 } else { 1 };
        self.push(Figure {
            name: name.to_owned(),
            ours: ours.show(),
            peer: format!("{} {}", peer.0, peer.1.show()),
            ratio: format!("{ratio:.digits$}"),
            aim,
        });
    }

    /// A figure that has no peer.
    pub(crate) fn alone(&mut self, name: &str, ours: Measured, aim: &'static str) {
        let (name, ours) = (name.to_owned(), ours.show());
        self.push(Figure { name, ours, peer: String::new(), ratio: String::new(), aim });
    }

    fn push(&mut self, figure: Figure) {
        eprintln!("  {}: {} {}", figure.name, figure.ours, figure.peer);
        self.0.push(figure);
    }

    /// The table, on standard output.
    pub(crate) fn print(&self) {
        let row = |cells: [&str; 5]| {
            let [name, ours, peer, ratio, aim] = cells;
            println!("| {name:<44} | {ours:>16} | {peer:>30} | {ratio:>7} | {aim:<8} |");
        };
        row(["figure", "Gongshu", "peer", "ratio", "aim"]);
        row(["---", "---:", "---:", "---:", "---"]);
        for figure in &self.0 {
            row([&figure.name, &figure.ours, &figure.peer, &figure.ratio, figure.aim]);
        }
    }
}
