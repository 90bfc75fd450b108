use std::rc::Rc;

use datafusion::common::tree_node::{TreeNode as _, TreeNodeRecursion, TreeNodeVisitor};
use datafusion::common::{Column, DFSchemaRef, JoinType};
use datafusion::error::Result;
use datafusion::logical_expr::{Aggregate, Distinct, Expr, Join, LogicalPlan, Subquery, TableScan};

use super::fields::{Fields, Known};

/// What each column of a node's rows, and the rows themselves, depend on.
pub(super) struct Flow {
    schema: DFSchemaRef,
    pub(super) columns: Vec<Fields>,
    pub(super) through: Fields,
}

impl Flow {
    fn all(&self) -> Fields {
        self.columns.iter().chain([&self.through]).collect()
    }
}

pub(super) fn of(plan: &LogicalPlan, known: &Known) -> Result<Rc<Flow>> {
    walk(plan, known, Vec::new())
}

/// `outer` are the rows a subquery may refer to beyond its own.
fn walk(plan: &LogicalPlan, known: &Known, outer: Vec<Rc<Flow>>) -> Result<Rc<Flow>> {
    let mut walk = Walk { known, outer, stack: Vec::new() };
    plan.visit(&mut walk)?;
    Ok(walk.stack.pop().unwrap_or_else(|| walk.everything(plan)))
}

/// Goes up a plan, keeping what its parts lead to until the node above takes it up. The engine's own visitor does the
/// descending: it holds plans of any depth.
struct Walk<'a> {
    known: &'a Known,
    outer: Vec<Rc<Flow>>,
    stack: Vec<Rc<Flow>>,
}

impl<'n> TreeNodeVisitor<'n> for Walk<'_> {
    type Node = LogicalPlan;

    fn f_up(&mut self, node: &'n LogicalPlan) -> Result<TreeNodeRecursion> {
        let inputs = self.stack.split_off(self.stack.len().saturating_sub(node.inputs().len()));
        let flow = self.node(node, &inputs)?;
        let fits = flow.columns.len() == node.schema().fields().len();
        self.stack.push(if fits { Rc::new(flow) } else { self.everything(node) });
        Ok(TreeNodeRecursion::Continue)
    }
}

impl Walk<'_> {
    /// Rows every part of which may depend on every field read.
    fn everything(&self, node: &LogicalPlan) -> Rc<Flow> {
        let all = self.known.all();
        let columns = vec![all.clone(); node.schema().fields().len()];
        Rc::new(Flow { schema: node.schema().clone(), columns, through: all })
    }

    fn node(&self, node: &LogicalPlan, inputs: &[Rc<Flow>]) -> Result<Flow> {
        let mut through: Fields = inputs.iter().map(|input| &input.through).collect();
        let below = || inputs.iter().flat_map(|input| input.columns.iter().cloned()).collect::<Vec<_>>();
        let columns = match node {
            LogicalPlan::TableScan(scan) => self.scan(scan, &mut through)?,
            LogicalPlan::Projection(projection) => self.each(&projection.expr, inputs)?,
            LogicalPlan::Filter(filter) => {
                through.add(&self.expression(&filter.predicate, inputs)?);
                below()
            }
            LogicalPlan::Join(join) => self.join(join, inputs, &mut through)?,
            LogicalPlan::Aggregate(aggregate) => self.aggregate(aggregate, inputs, &mut through)?,
            LogicalPlan::Window(window) => {
                let mut columns = below();
                columns.extend(self.each(&window.window_expr, inputs)?);
                columns
            }
            LogicalPlan::Sort(sort) => {
                for key in &sort.expr {
                    through.add(&self.expression(&key.expr, inputs)?);
                }
                below()
            }
            LogicalPlan::Distinct(Distinct::All(_)) => {
                for input in inputs {
                    through.add(&input.all());
                }
                below()
            }
            LogicalPlan::Distinct(Distinct::On(distinct)) => {
                let order = distinct.sort_expr.iter().flatten().map(|key| &key.expr);
                for key in distinct.on_expr.iter().chain(order) {
                    through.add(&self.expression(key, inputs)?);
                }
                self.each(&distinct.select_expr, inputs)?
            }
            LogicalPlan::Union(union) => {
                let at = |place: usize| inputs.iter().filter_map(|input| input.columns.get(place)).collect();
                (0..union.schema.fields().len()).map(at).collect()
            }
            LogicalPlan::Values(values) => {
                let mut columns = vec![Fields::default(); values.schema.fields().len()];
                for row in &values.values {
                    for (column, value) in columns.iter_mut().zip(row) {
                        column.add(&self.expression(value, inputs)?);
                    }
                }
                columns
            }
            LogicalPlan::EmptyRelation(empty) => vec![Fields::default(); empty.schema.fields().len()],
            LogicalPlan::SubqueryAlias(_)
            | LogicalPlan::Subquery(_)
            | LogicalPlan::Limit(_)
            | LogicalPlan::Repartition(_) => below(),
            LogicalPlan::Unnest(_)
            | LogicalPlan::RecursiveQuery(_)
            | LogicalPlan::Extension(_)
            | LogicalPlan::Statement(_)
            | LogicalPlan::Explain(_)
            | LogicalPlan::Analyze(_)
            | LogicalPlan::Dml(_)
            | LogicalPlan::Ddl(_)
            | LogicalPlan::Copy(_)
            | LogicalPlan::DescribeTable(_) => {
                through = self.known.all();
                vec![self.known.all(); node.schema().fields().len()]
            }
        };
        Ok(Flow { schema: node.schema().clone(), columns, through })
    }

    fn scan(&self, scan: &TableScan, through: &mut Fields) -> Result<Vec<Fields>> {
        let table = scan.table_name.table();
        let fields = scan.projected_schema.fields().iter();
        let columns: Vec<_> = fields.map(|field| self.known.one(table, field.name())).collect();
        let rows = Rc::new(Flow {
            schema: DFSchemaRef::clone(&scan.projected_schema),
            columns: columns.clone(),
            through: Fields::default(),
        });
        for filter in &scan.filters {
            through.add(&self.expression(filter, std::slice::from_ref(&rows))?);
        }
        Ok(columns)
    }

    /// Which rows meet depends on both sides' keys; of a side that is only looked for, on what its rows depend on.
    fn join(&self, join: &Join, inputs: &[Rc<Flow>], through: &mut Fields) -> Result<Vec<Fields>> {
        for (left, right) in &join.on {
            through.add(&self.expression(left, inputs)?);
            through.add(&self.expression(right, inputs)?);
        }
        if let Some(filter) = &join.filter {
            through.add(&self.expression(filter, inputs)?);
        }
        let columns = |side: usize| inputs.get(side).map(|flow| flow.columns.clone()).unwrap_or_default();
        Ok(match join.join_type {
            JoinType::Inner | JoinType::Left | JoinType::Right | JoinType::Full => [columns(0), columns(1)].concat(),
            JoinType::LeftSemi | JoinType::LeftAnti => columns(0),
            JoinType::RightSemi | JoinType::RightAnti => columns(1),
            JoinType::LeftMark => [columns(0), vec![through.clone()]].concat(),
            JoinType::RightMark => [columns(1), vec![through.clone()]].concat(),
        })
    }

    /// The groups decide what is added up where.
    fn aggregate(&self, aggregate: &Aggregate, inputs: &[Rc<Flow>], through: &mut Fields) -> Result<Vec<Fields>> {
        let groups = self.each(&aggregate.group_expr, inputs)?;
        let all: Fields = groups.iter().collect();
        through.add(&all);
        let measures = self.each(&aggregate.aggr_expr, inputs)?;
        let sets = aggregate.group_expr.iter().any(|group| matches!(group, Expr::GroupingSet(_)));
        let groups = if sets {
            let count = aggregate.schema.fields().len().saturating_sub(measures.len());
            vec![all; count]
        } else {
            groups
        };
        Ok([groups, measures].concat())
    }

    fn each(&self, expressions: &[Expr], inputs: &[Rc<Flow>]) -> Result<Vec<Fields>> {
        expressions.iter().map(|expression| self.expression(expression, inputs)).collect()
    }

    fn expression(&self, expression: &Expr, inputs: &[Rc<Flow>]) -> Result<Fields> {
        let mut fields = Fields::default();
        expression.apply(|part| {
            match part {
                Expr::Column(column) => fields.add(&self.column(column, inputs.iter())),
                Expr::OuterReferenceColumn(_, column) => {
                    fields.add(&self.column(column, self.outer.iter().chain(&self.stack)));
                }
                Expr::ScalarSubquery(subquery) => fields.add(&self.subquery(subquery, inputs)?.all()),
                Expr::InSubquery(asked) => fields.add(&self.subquery(&asked.subquery, inputs)?.all()),
                Expr::SetComparison(asked) => fields.add(&self.subquery(&asked.subquery, inputs)?.all()),
                Expr::Exists(asked) => fields.add(&self.subquery(&asked.subquery, inputs)?.through),
                _ => {}
            }
            Ok(TreeNodeRecursion::Continue)
        })?;
        Ok(fields)
    }

    /// A name that several rows in reach carry may mean any of them.
    fn column<'f>(&self, column: &Column, reach: impl Iterator<Item = &'f Rc<Flow>>) -> Fields {
        let mut found: Option<Fields> = None;
        for flow in reach {
            let place = flow.schema.maybe_index_of_column(column);
            if let Some(fields) = place.and_then(|place| flow.columns.get(place)) {
                found.get_or_insert_default().add(fields);
            }
        }
        found.unwrap_or_else(|| self.known.all())
    }

    fn subquery(&self, subquery: &Subquery, inputs: &[Rc<Flow>]) -> Result<Rc<Flow>> {
        let outer = self.outer.iter().chain(&self.stack).chain(inputs).cloned().collect();
        walk(&subquery.subquery, self.known, outer)
    }
}
