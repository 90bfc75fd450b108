//! What may be asked: one SELECT of moderate size with known functions.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::{Arc, LazyLock};

use datafusion::execution::SessionStateDefaults;
use datafusion::logical_expr::{AggregateUDF, ScalarUDF, WindowUDF};
use datafusion::sql::parser::{DFParserBuilder, Statement as EngineStatement};
use datafusion::sql::sqlparser::ast::{
    BinaryOperator, Expr, FunctionArguments, ObjectName, Query, Select, Statement, TableFactor, Visit as _, Visitor,
};
use datafusion::sql::sqlparser::dialect::GenericDialect;

use super::QueryError;

/// Longest statement, in bytes.
const MAX_BYTES: usize = 16 << 10;
/// Planning cannot be interrupted, so what makes plans grow is counted first: each common table may double the next.
const MAX_RELATIONS: usize = 16;
const MAX_COMMON_TABLES: usize = 8;
/// How many times the longest text concatenations may build for one row: nested queries can each multiply it.
const MAX_GROWTH: usize = 64;

/// Pure functions of their arguments whose result is not much longer than the arguments. Left out: clocks, randomness,
/// versions, files, and what builds long texts or lists from short ones.
const SCALAR: &[&str] = &[
    "abs",
    "acos",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "cbrt",
    "ceil",
    "cos",
    "cosh",
    "cot",
    "degrees",
    "exp",
    "factorial",
    "floor",
    "gcd",
    "isnan",
    "iszero",
    "lcm",
    "ln",
    "log",
    "log10",
    "log2",
    "nanvl",
    "pi",
    "power",
    "radians",
    "round",
    "signum",
    "sin",
    "sinh",
    "sqrt",
    "tan",
    "tanh",
    "trunc",
    "ascii",
    "bit_length",
    "btrim",
    "character_length",
    "chr",
    "concat",
    "concat_ws",
    "contains",
    "ends_with",
    "find_in_set",
    "initcap",
    "left",
    "lower",
    "ltrim",
    "octet_length",
    "reverse",
    "right",
    "rtrim",
    "split_part",
    "starts_with",
    "strpos",
    "substr",
    "substring",
    "substr_index",
    "to_hex",
    "translate",
    "upper",
    "regexp_count",
    "regexp_instr",
    "regexp_like",
    "coalesce",
    "greatest",
    "least",
    "nullif",
    "nvl",
    "nvl2",
    "arrow_typeof",
    "date_bin",
    "date_part",
    "date_trunc",
    "from_unixtime",
    "make_date",
    "to_char",
    "to_date",
    "to_timestamp",
    "to_timestamp_micros",
    "to_timestamp_millis",
    "to_timestamp_seconds",
    "to_unixtime",
    "md5",
    "sha224",
    "sha256",
    "sha384",
    "sha512",
];

const AGGREGATE: &[&str] = &[
    "approx_distinct",
    "approx_median",
    "approx_percentile_cont",
    "avg",
    "bool_and",
    "bool_or",
    "corr",
    "count",
    "covar_pop",
    "covar_samp",
    "first_value",
    "grouping",
    "last_value",
    "max",
    "median",
    "min",
    "nth_value",
    "percentile_cont",
    "regr_avgx",
    "regr_avgy",
    "regr_count",
    "regr_intercept",
    "regr_r2",
    "regr_slope",
    "regr_sxx",
    "regr_sxy",
    "regr_syy",
    "stddev",
    "stddev_pop",
    "sum",
    "var",
    "var_pop",
];

pub(super) struct Functions {
    pub(super) scalar: Vec<Arc<ScalarUDF>>,
    pub(super) aggregate: Vec<Arc<AggregateUDF>>,
    /// All of the engine's: each is bounded by its partition.
    pub(super) window: Vec<Arc<WindowUDF>>,
    names: HashSet<String>,
}

/// What a statement may call.
pub(super) static FUNCTIONS: LazyLock<Functions> = LazyLock::new(|| {
    let mut scalar = SessionStateDefaults::default_scalar_functions();
    scalar.retain(|function| SCALAR.contains(&function.name()));
    let mut aggregate = SessionStateDefaults::default_aggregate_functions();
    aggregate.retain(|function| AGGREGATE.contains(&function.name()));
    let window = SessionStateDefaults::default_window_functions();
    let mut names = HashSet::new();
    let mut add = |name: &str, aliases: &[String]| {
        names.insert(name.to_owned());
        names.extend(aliases.iter().cloned());
    };
    for function in &scalar {
        add(function.name(), function.aliases());
    }
    for function in &aggregate {
        add(function.name(), function.aliases());
    }
    for function in &window {
        add(function.name(), function.aliases());
    }
    Functions { scalar, aggregate, window, names }
});

/// Reads one SELECT and refuses everything else.
pub(super) fn parse(sql: &str) -> Result<EngineStatement, QueryError> {
    if sql.len() > MAX_BYTES {
        return Err(QueryError::TooLong { found: sql.len(), max: MAX_BYTES });
    }
    let mut statements = DFParserBuilder::new(sql)
        .with_dialect(&GenericDialect {})
        .build()
        .and_then(|mut parser| parser.parse_statements())
        .map_err(QueryError::of)?;
    let (Some(statement), None) = (statements.pop_front(), statements.pop_front()) else {
        return Err(QueryError::NotOneSelect);
    };
    match &statement {
        EngineStatement::Statement(parsed) if matches!(**parsed, Statement::Query(_)) => {
            let mut review = Review { relations: 0, common_tables: 0, growth: 1, pieces: Vec::new() };
            if let ControlFlow::Break(error) = parsed.visit(&mut review) {
                return Err(error);
            }
            if review.growth > MAX_GROWTH {
                return Err(QueryError::TooComplex { what: "concatenations" });
            }
        }
        _ => return Err(QueryError::NotOneSelect),
    }
    Ok(statement)
}

struct Review {
    relations: usize,
    common_tables: usize,
    /// How many times its input a text may have become over all queries left behind.
    growth: usize,
    /// Pieces that concatenations join, for each query being visited, the outermost first.
    pieces: Vec<usize>,
}

impl Review {
    fn joins(&mut self, pieces: usize) {
        if let Some(query) = self.pieces.last_mut() {
            *query += pieces.saturating_sub(1);
        }
    }

    fn function(&mut self, name: &ObjectName, arguments: usize) -> ControlFlow<QueryError> {
        let name = name.to_string().to_lowercase();
        if matches!(name.as_str(), "concat" | "concat_ws") {
            self.joins(arguments);
        }
        if FUNCTIONS.names.contains(&name) {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(QueryError::UnknownFunction { function: name })
        }
    }
}

impl Visitor for Review {
    type Break = QueryError;

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<QueryError> {
        self.common_tables += query.with.as_ref().map_or(0, |with| with.cte_tables.len());
        if self.common_tables > MAX_COMMON_TABLES {
            return ControlFlow::Break(QueryError::TooComplex { what: "common tables" });
        }
        let extra = !query.locks.is_empty()
            || query.for_clause.is_some()
            || query.settings.is_some()
            || query.format_clause.is_some()
            || !query.pipe_operators.is_empty();
        self.pieces.push(1);
        if extra { ControlFlow::Break(QueryError::NotOneSelect) } else { ControlFlow::Continue(()) }
    }

    fn post_visit_query(&mut self, _query: &Query) -> ControlFlow<QueryError> {
        self.growth = self.growth.saturating_mul(self.pieces.pop().unwrap_or(1));
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<QueryError> {
        if select.into.is_some() { ControlFlow::Break(QueryError::NotOneSelect) } else { ControlFlow::Continue(()) }
    }

    fn pre_visit_statement(&mut self, statement: &Statement) -> ControlFlow<QueryError> {
        // A query may carry INSERT, UPDATE and the like as its body.
        if matches!(statement, Statement::Query(_)) {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(QueryError::NotOneSelect)
        }
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<QueryError> {
        match factor {
            TableFactor::Table { name, args: Some(_), .. } | TableFactor::Function { name, .. } => {
                ControlFlow::Break(QueryError::UnknownFunction { function: name.to_string() })
            }
            TableFactor::Table { .. } | TableFactor::Derived { .. } | TableFactor::NestedJoin { .. } => {
                ControlFlow::Continue(())
            }
            _ => ControlFlow::Break(QueryError::NotOneSelect),
        }
    }

    fn pre_visit_relation(&mut self, _relation: &ObjectName) -> ControlFlow<QueryError> {
        self.relations += 1;
        if self.relations > MAX_RELATIONS {
            return ControlFlow::Break(QueryError::TooComplex { what: "tables" });
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expression: &Expr) -> ControlFlow<QueryError> {
        match expression {
            Expr::Function(function) => {
                let arguments = match &function.args {
                    FunctionArguments::List(list) => list.args.len(),
                    FunctionArguments::None | FunctionArguments::Subquery(_) => 1,
                };
                self.function(&function.name, arguments)
            }
            Expr::BinaryOp { op: BinaryOperator::StringConcat, .. } => {
                self.joins(2);
                ControlFlow::Continue(())
            }
            _ => ControlFlow::Continue(()),
        }
    }
}
