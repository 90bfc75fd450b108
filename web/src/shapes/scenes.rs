use utoipa::ToSchema;

use super::catalogue::Grade;

/// What data leaves for 使用场景, as far as it decides how much masks must hide.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
pub(crate) enum Scene {
    Development,
    Testing,
    Statistics,
    JointUse,
    Opening,
}

/// What an article lets masks be weaker for 例外: consent on record, or a statute that has the data traced back.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
pub(crate) enum Exception {
    Consent,
    Tracing,
}

/// How much a mask hides 脱敏强度, the weakest first.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
enum Strength {
    None,
    Weak,
    Partial,
    Pseudonym,
    Generalised,
    Redacted,
}

/// The least a mask must hide in a scene, on fields of this grade and above 脱敏最低要求.
#[derive(ToSchema)]
pub(crate) struct SceneMinimum {
    scene: Scene,
    grade: Grade,
    strength: Strength,
    /// Where one of these holds, the line does not.
    unless: Vec<Exception>,
    basis: String,
}
