//! How values are written as Automerge scalars, and read back.
//!
//! Reading is lenient where writers differ without meaning to: JavaScript writes `3` as an
//! integer where Rust writes a float. What cannot be read is as if it were not there, so that one
//! odd value never hides a document.

use crate::ids::{
    CycleId, DocId, FieldId, LabelId, MilestoneId, OptionId, StateId, TaskId, TextRole, UserId,
};
use crate::rows::{FieldType, FieldValue, Priority, StateCategory};
use crate::time::{Date, Timestamp};
use automerge::{ScalarValue, ScalarValueRef};
use std::fmt::Display;
use std::str::FromStr;

/// A value that documents hold as a scalar.
pub(crate) trait Scalar: Sized {
    /// The value, if the scalar is one.
    fn read(scalar: &ScalarValueRef<'_>) -> Option<Self>;

    /// The scalar as it is written.
    fn write(&self) -> ScalarValue;
}

impl Scalar for String {
    fn read(scalar: &ScalarValueRef<'_>) -> Option<Self> {
        as_str(scalar).map(str::to_owned)
    }

    fn write(&self) -> ScalarValue {
        self.as_str().into()
    }
}

impl Scalar for bool {
    fn read(scalar: &ScalarValueRef<'_>) -> Option<Self> {
        match scalar {
            ScalarValueRef::Boolean(value) => Some(*value),
            _ => None,
        }
    }

    fn write(&self) -> ScalarValue {
        (*self).into()
    }
}

impl Scalar for u64 {
    fn read(scalar: &ScalarValueRef<'_>) -> Option<Self> {
        match scalar {
            ScalarValueRef::Uint(value) => Some(*value),
            ScalarValueRef::Int(value) => Self::try_from(*value).ok(),
            _ => None,
        }
    }

    fn write(&self) -> ScalarValue {
        (*self).into()
    }
}

impl Scalar for f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "JavaScript's integers are floats to begin with"
    )]
    fn read(scalar: &ScalarValueRef<'_>) -> Option<Self> {
        match scalar {
            ScalarValueRef::F64(value) => Some(*value).filter(|value| value.is_finite()),
            ScalarValueRef::Int(value) => Some(*value as Self),
            ScalarValueRef::Uint(value) => Some(*value as Self),
            _ => None,
        }
    }

    fn write(&self) -> ScalarValue {
        (*self).into()
    }
}

impl Scalar for Timestamp {
    fn read(scalar: &ScalarValueRef<'_>) -> Option<Self> {
        match scalar {
            ScalarValueRef::Timestamp(millis) | ScalarValueRef::Int(millis) => {
                Some(Self::from_millis(*millis))
            }
            _ => None,
        }
    }

    fn write(&self) -> ScalarValue {
        ScalarValue::Timestamp(self.millis())
    }
}

impl Scalar for Date {
    fn read(scalar: &ScalarValueRef<'_>) -> Option<Self> {
        as_str(scalar)?.parse().ok()
    }

    fn write(&self) -> ScalarValue {
        self.to_string().into()
    }
}

macro_rules! by_name {
    ($($name:ident),+) => {$(
        impl Scalar for $name {
            fn read(scalar: &ScalarValueRef<'_>) -> Option<Self> {
                Self::parse(as_str(scalar)?)
            }

            fn write(&self) -> ScalarValue {
                self.as_str().into()
            }
        }
    )+};
}

by_name!(Priority, StateCategory, FieldType, TextRole);

macro_rules! by_id {
    ($($name:ident),+) => {$(
        impl Scalar for $name {
            fn read(scalar: &ScalarValueRef<'_>) -> Option<Self> {
                canonical(as_str(scalar)?)
            }

            fn write(&self) -> ScalarValue {
                self.to_string().into()
            }
        }
    )+};
}

by_id!(CycleId, DocId, FieldId, LabelId, MilestoneId, OptionId, StateId, TaskId, UserId);

/// A custom field's value carries its type, because a task is read without its project:
/// `text:…`, `date:…`, `select:…`, `user:…`, `url:…`; numbers and checkboxes are what they are.
/// A multi-select is not one scalar but keys `fieldId:optionId` beside the others.
impl Scalar for FieldValue {
    fn read(scalar: &ScalarValueRef<'_>) -> Option<Self> {
        if let Some(value) = bool::read(scalar) {
            return Some(Self::Checkbox(value));
        }
        if let Some(value) = f64::read(scalar) {
            return Some(Self::Number(value));
        }
        let (tag, text) = as_str(scalar)?.split_once(':')?;
        match tag {
            "text" => Some(Self::Text(text.to_owned())),
            "url" => Some(Self::Url(text.to_owned())),
            "date" => text.parse().ok().map(Self::Date),
            "select" => canonical(text).map(Self::Select),
            "user" => canonical(text).map(Self::User),
            _ => None,
        }
    }

    fn write(&self) -> ScalarValue {
        match self {
            Self::Checkbox(value) => (*value).into(),
            Self::Number(value) => (*value).into(),
            Self::Text(text) => format!("text:{text}").into(),
            Self::Url(text) => format!("url:{text}").into(),
            Self::Date(day) => format!("date:{day}").into(),
            Self::Select(option) => format!("select:{option}").into(),
            Self::User(user) => format!("user:{user}").into(),
            // Never reached: the command writes keys instead.
            Self::MultiSelect(_) => ScalarValue::Null,
        }
    }
}

/// The id in its one canonical spelling; another spelling would be a second key for it.
pub(crate) fn canonical<T: FromStr + Display>(text: &str) -> Option<T> {
    let id: T = text.parse().ok()?;
    (id.to_string() == text).then_some(id)
}

/// The scalar as JSON, for a value that its place does not understand.
pub(crate) fn as_json(scalar: &ScalarValueRef<'_>) -> serde_json::Value {
    match scalar {
        ScalarValueRef::Str(text) => text.as_ref().into(),
        ScalarValueRef::Int(value)
        | ScalarValueRef::Counter(value)
        | ScalarValueRef::Timestamp(value) => (*value).into(),
        ScalarValueRef::Uint(value) => (*value).into(),
        ScalarValueRef::F64(value) => (*value).into(),
        ScalarValueRef::Boolean(value) => (*value).into(),
        ScalarValueRef::Null | ScalarValueRef::Bytes(_) | ScalarValueRef::Unknown { .. } => {
            serde_json::Value::Null
        }
    }
}

fn as_str<'a>(scalar: &'a ScalarValueRef<'_>) -> Option<&'a str> {
    match scalar {
        ScalarValueRef::Str(text) => Some(text),
        _ => None,
    }
}
