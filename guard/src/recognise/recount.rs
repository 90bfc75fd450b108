//! Keeping what a scan counted, and deciding from it again.

use std::sync::Arc;

use base::{Features, Kind};

use super::form::Form;
use super::headings::Headings;
use super::scan::ColumnScan;
use super::tally::{Run, Tally};
use crate::pack::Pack;

impl ColumnScan {
    /// What was counted so far, without a value.
    pub fn features(&self) -> Features {
        let counted = |(word, count): (&str, &u64)| (*count > 0).then(|| (word.to_owned(), *count));
        let tallied = |(rule, tally): (&crate::pack::Rule, &Tally)| {
            let figures = [tally.plain, tally.when_named, tally.verified, tally.different()];
            (tally.plain + tally.when_named > 0).then(|| (rule.name.clone(), figures))
        };
        Features {
            values: self.values,
            moving: self.moving,
            characters: self.characters,
            brief: self.brief,
            run: self.run.kept(),
            precisions: self.precisions,
            texts: [self.texts.searched, self.texts.searched_for_names],
            forms: Form::ALL.into_iter().map(Form::word).zip(&self.forms).filter_map(counted).collect(),
            rules: self.pack.rules().iter().zip(&self.tallies).filter_map(tallied).collect(),
            inside: Kind::ALL.into_iter().map(Kind::word).zip(&self.texts.inside).filter_map(counted).collect(),
        }
    }

    /// A scan that has counted this, to be judged by another pack.
    pub(crate) fn recounted(pack: Arc<Pack>, column: &str, table: &[String], counted: &Features) -> Self {
        let mut scan = Self::under(&Headings::of(pack, table), column);
        scan.values = counted.values;
        scan.moving = counted.moving;
        scan.characters = counted.characters;
        scan.brief = counted.brief;
        scan.run = Run::known(counted.run);
        scan.precisions = counted.precisions;
        [scan.texts.searched, scan.texts.searched_for_names] = counted.texts;
        for (form, count) in Form::ALL.into_iter().zip(&mut scan.forms) {
            *count = counted.forms.get(form.word()).copied().unwrap_or_default();
        }
        for (kind, count) in Kind::ALL.into_iter().zip(&mut scan.texts.inside) {
            *count = counted.inside.get(kind.word()).copied().unwrap_or_default();
        }
        let count = |form: Form| counted.forms.get(form.word()).copied().unwrap_or_default();
        for (rule, tally) in scan.pack.rules().iter().zip(&mut scan.tallies) {
            let sum = |forms: super::FormSet| forms.iter().map(count).sum::<u64>().min(counted.values);
            let verified = rule.forms.iter().filter(|form| form.verified()).map(count).sum();
            let recorded = counted.rules.get(&rule.name).copied();
            let [plain, when_named, checked, different] = recorded.unwrap_or_default();
            let plain = sum(rule.forms).max(if rule.has_patterns() { plain } else { 0 });
            let when_named = sum(rule.forms_when_named).max(if rule.has_patterns() { when_named } else { 0 });
            let different = if recorded.is_some() { different } else { plain + when_named };
            *tally = Tally::known([plain, when_named, checked.max(verified), different]);
        }
        scan
    }
}
