//! Carries the story from step to step: asks, checks, reports.

use std::fmt::Display;
use std::path::PathBuf;

use app::App;
use base::{Clock, LawDate};
use domain::case::{Case, RunningClock};
use law::Control;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::api::{Call, Reply};
use super::cast::Person;
use super::error::StoryError;
use super::report::{Bilingual, Reporter, Step};
use super::{Kept, Stage};

/// Someone doing something, as the account of the story has it.
#[derive(Debug, Clone)]
pub(super) struct Scene {
    pub(super) who: Bilingual,
    pub(super) what: Bilingual,
}

impl Scene {
    pub(super) fn new(person: &Person, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { who: person.who.clone(), what: Bilingual::new(zh, en) }
    }
}

pub(super) struct Teller<'a> {
    pub(super) stage: &'a Stage,
    reporter: &'a mut dyn Reporter,
    scene: Scene,
    pub(super) number: u32,
    /// Acts in the log at the end of the last step.
    acts: u64,
    /// Answers that came with a receipt, and who holds it.
    pub(super) receipts: Vec<Kept>,
}

impl<'a> Teller<'a> {
    pub(super) fn new(stage: &'a Stage, reporter: &'a mut dyn Reporter) -> Self {
        let scene = Scene { who: Bilingual::new("", ""), what: Bilingual::new("", "") };
        Self { stage, reporter, scene, number: 0, acts: 0, receipts: Vec::new() }
    }

    pub(super) fn app(&self) -> &App {
        &self.stage.app
    }

    pub(super) fn today(&self) -> LawDate {
        self.stage.clock.now().law_date()
    }

    /// The day `days` from now.
    pub(super) fn day_after(&self, days: i64) -> LawDate {
        self.stage.clock.now().plus_days(days).law_date()
    }

    /// Begins the next step.
    pub(super) fn begin(&mut self, scene: Scene) {
        self.number += 1;
        self.scene = scene;
    }

    /// Ends the step that has begun. Publishing the log tells where its last act stands.
    pub(super) async fn tell(&mut self, article: Option<String>, outcome: Bilingual) -> Result<(), StoryError> {
        let published = self.app().publish().await;
        self.must(published.is_ok(), "the log to be published", || format!("{published:?}"))?;
        let checkpoint = self.visit(Call::get("/log/checkpoint")).await?.text();
        let acts = checkpoint.lines().nth(1).and_then(|size| size.parse::<u64>().ok());
        let acts = self.some(acts, "a checkpoint with the log's size in its second line", "none")?;
        let position = (acts > self.acts).then(|| acts - 1);
        self.acts = acts;
        let Scene { who, what } = self.scene.clone();
        self.reporter.step(&Step { number: self.number, who, what, article, position, outcome });
        Ok(())
    }

    /// Sends a request inside the step that has begun.
    pub(super) async fn send(&self, person: &Person, call: Call<'_>) -> Result<Reply, StoryError> {
        let sent = self.stage.api.send(Some(&person.token), call).await;
        sent.map_err(|source| StoryError::Call { number: self.number, what: self.scene.what.en.clone(), source })
    }

    /// Sends a request as a visitor, inside the step that has begun, and expects it to be done.
    pub(super) async fn visit(&self, call: Call<'_>) -> Result<Reply, StoryError> {
        let sent = self.stage.api.send(None, call).await;
        let failed = |source| StoryError::Call { number: self.number, what: self.scene.what.en.clone(), source };
        let reply = sent.map_err(failed)?;
        self.must((200..300).contains(&reply.status), "the request to be done", || said(&reply))?;
        Ok(reply)
    }

    /// Sends a request inside the step that has begun and expects it to be done.
    pub(super) async fn ask(&self, person: &Person, call: Call<'_>) -> Result<Reply, StoryError> {
        let reply = self.send(person, call).await?;
        self.must((200..300).contains(&reply.status), "the request to be done", || said(&reply))?;
        Ok(reply)
    }

    /// Begins a step, sends its one request and expects it to be done.
    pub(super) async fn done(&mut self, person: &Person, scene: Scene, call: Call<'_>) -> Result<Reply, StoryError> {
        self.begin(scene);
        self.ask(person, call).await
    }

    /// A step whose outcome is data with a receipt.
    pub(super) async fn released(
        &mut self,
        person: &Person,
        scene: Scene,
        call: Call<'_>,
    ) -> Result<Reply, StoryError> {
        self.begin(scene);
        self.collect(person, call).await
    }

    /// Sends a request for data inside the step that has begun, and keeps its receipt.
    pub(super) async fn collect(&mut self, person: &Person, call: Call<'_>) -> Result<Reply, StoryError> {
        let reply = self.ask(person, call).await?;
        let receipt = reply.receipt.clone();
        let id = self.some(receipt, "a Gongshu-Receipt header", "none")?;
        let kept = Kept { id, holder: person.clone(), answer: base::Digest::of(&reply.body) };
        self.receipts.push(kept);
        Ok(reply)
    }

    /// A step the law forbids: 403 and the article.
    pub(super) async fn refused(
        &mut self,
        person: &Person,
        scene: Scene,
        call: Call<'_>,
        article: &str,
    ) -> Result<(), StoryError> {
        self.begin(scene);
        let reply = self.send(person, call).await?;
        let problem = reply.json();
        let basis = problem.get("basis").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let cited = basis.iter().any(|basis| basis.get("citation").and_then(Value::as_str) == Some(article));
        let lawful = reply.status == 403 && cited && reply.receipt.is_none();
        self.must(lawful, &format!("403 citing {article}"), || said(&reply))?;
        let why = problem.get("detail").and_then(Value::as_str).unwrap_or_default();
        let outcome = Bilingual::new(format!("不予：{why}"), "refused, with the article");
        self.tell(Some(article.to_owned()), outcome).await
    }

    /// A step that is not filled in as the form demands: 422 naming the input.
    pub(super) async fn incomplete(
        &mut self,
        person: &Person,
        scene: Scene,
        call: Call<'_>,
        input: &str,
        article: Option<String>,
    ) -> Result<(), StoryError> {
        self.begin(scene);
        let reply = self.send(person, call).await?;
        let named = reply.status == 422 && reply.text().contains(input);
        self.must(named, &format!("422 naming {input}"), || said(&reply))?;
        let outcome = Bilingual::new(format!("退回补正：{input}"), format!("sent back: {input} is missing or wrong"));
        self.tell(article, outcome).await
    }

    /// Checks something of the step that has begun.
    pub(super) fn must<F: Display>(
        &self,
        holds: bool,
        expected: &str,
        found: impl FnOnce() -> F,
    ) -> Result<(), StoryError> {
        if holds { Ok(()) } else { Err(self.wrong(expected, &found().to_string())) }
    }

    pub(super) fn some<T>(&self, value: Option<T>, expected: &str, found: &str) -> Result<T, StoryError> {
        value.ok_or_else(|| self.wrong(expected, found))
    }

    pub(super) fn wrong(&self, expected: &str, found: &str) -> StoryError {
        StoryError::Outcome {
            number: self.number,
            what: self.scene.what.en.clone(),
            expected: expected.to_owned(),
            found: found.to_owned(),
        }
    }

    /// Reads the part of an answer that `pointer` names.
    pub(super) fn part<T: DeserializeOwned>(&self, reply: &Reply, pointer: &str) -> Result<T, StoryError> {
        let read = reply.json().pointer(pointer).cloned().and_then(|value| serde_json::from_value(value).ok());
        read.ok_or_else(|| self.wrong(&format!("an answer with {pointer}"), &said(reply)))
    }

    /// The case an answer holds, or is.
    pub(super) fn case(&self, reply: &Reply) -> Result<Case, StoryError> {
        self.part(reply, "/case").or_else(|_| self.part(reply, ""))
    }

    pub(super) fn clock<'c>(&self, case: &'c Case, name: &str) -> Result<&'c RunningClock, StoryError> {
        self.some(case.clocks.iter().find(|clock| clock.name == name), &format!("clock {name} in the case"), "none")
    }

    /// The article a control of the platform rests on.
    pub(super) fn resting_on(&self, control: Control) -> Option<String> {
        let region = self.app().region().ok()?;
        region.basis(control, self.today()).map(ToString::to_string)
    }

    /// The same, where the story cannot go on without it.
    pub(super) fn article(&self, control: Control) -> Result<String, StoryError> {
        let found = self.resting_on(control);
        self.some(found, &format!("an article that binds {control}"), "none in the rulebook")
    }

    /// The table of a dataset could not be written for sending.
    pub(super) fn unwritten(&self, path: PathBuf, source: std::io::Error) -> StoryError {
        StoryError::Table { number: self.number, what: self.scene.what.en.clone(), path, source }
    }

    /// The article a step of a procedure rests on.
    pub(super) fn resting_on_step(&self, procedure: &str, step: &str) -> Option<String> {
        let region = self.app().region().ok()?;
        let basis = self.app().rulebook().step_basis(region, procedure, step, self.today());
        basis.first().map(ToString::to_string)
    }
}

/// What the platform answered, for an error message. Data is not shown: an answer that was expected to be refused may
/// hold some.
fn said(reply: &Reply) -> String {
    match reply.status {
        200..300 => format!("{} with {} bytes", reply.status, reply.body.len()),
        status => format!("{status}: {}", reply.text().chars().take(600).collect::<String>()),
    }
}
