/// Part of a list in order of id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// What the asker may see of it; possibly less than asked for, even nothing.
    pub items: Vec<T>,
    /// Where to go on; absent after the last.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// Keeps of `found` what `seen` lets through. `limit` is how many were asked for: fewer means the end.
    pub(crate) fn of<S>(found: Vec<S>, limit: u32, id: impl Fn(&S) -> String, seen: impl Fn(S) -> Option<T>) -> Self {
        let full = u32::try_from(found.len()).is_ok_and(|count| count >= limit);
        let next = found.last().filter(|_| full).map(id);
        Self { items: found.into_iter().filter_map(seen).collect(), next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_hidden_records_is_not_the_end_of_the_list() {
        let page = |found: Vec<u32>, limit| {
            let Page { items, next } = Page::of(found, limit, ToString::to_string, |n| (n % 2 == 0).then_some(n));
            (items, next)
        };
        assert_eq!(page(vec![1, 2, 3], 3), (vec![2], Some("3".to_owned())));
        assert_eq!(page(vec![1, 3], 2), (vec![], Some("3".to_owned())));
        assert_eq!(page(vec![1, 2], 3), (vec![2], None));
        assert_eq!(page(vec![], 3), (vec![], None));
    }
}
