//! The words a rulebook may use for things that exist in code. A name outside these lists fails to load.

macro_rules! named {
    ($($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal,)+ })+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $text)] $variant,)+
        }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name in rulebooks, records and JSON.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }
    )+};
}

mod control;
mod course;
mod scene;
mod setting;
mod watch;

pub use control::{Control, Figure, Part, Report};
pub use course::{Actor, Effect, FieldKind, FileType, Guard, Register, Subject};
pub use scene::{Exception, Scene};
pub use setting::Setting;
pub use watch::{Detector, Measure, Severity, Stops};

named! {
    /// The force with which a duty speaks.
    Modality {
        /// 应当.
        Obligation = "obligation",
        /// 不得.
        Prohibition = "prohibition",
        /// 可以, 鼓励.
        Permission = "permission",
        /// 有权.
        Right = "right",
        /// 所称.
        Definition = "definition",
        /// 原则.
        Principle = "principle",
        /// 责任.
        Sanction = "sanction",
    }

    /// Whether a regulation is law yet.
    Standing {
        InForce = "in-force",
        /// 征求意见稿: binds only where the region's file says `pilot = true`.
        Draft = "draft",
    }

    /// The part a share class 共享属性 plays, whatever a region calls it.
    ShareClass {
        /// 无条件共享.
        Unconditional = "unconditional",
        /// 有条件共享.
        Conditional = "conditional",
        /// 不予共享.
        NotShared = "not-shared",
    }

    /// The part an open class 开放属性 plays, whatever a region calls it.
    OpenClass {
        /// 无条件开放.
        Unconditional = "unconditional",
        /// 有条件开放.
        Conditional = "conditional",
        /// 不予开放.
        NotOpen = "not-open",
    }
}
