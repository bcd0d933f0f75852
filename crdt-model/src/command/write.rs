//! Writing into a document within one transaction, so that what is there already is left alone.

use super::CommandError;
use super::diff;
use crate::document::{Author, DocKind};
use crate::schema::{Scalar, root};
use crate::time::Timestamp;
use automerge::transaction::{Transactable, Transaction};
use automerge::{ObjId, ObjType, ROOT, ReadDoc, ScalarValue, Value};

/// One command's writing.
pub(super) struct Write<'w, 'doc> {
    pub(super) tx: &'w mut Transaction<'doc>,
    pub(super) author: &'w Author,
    /// The time of the change.
    pub(super) at: Timestamp,
}

impl Write<'_, '_> {
    /// Refuses what is done to a document before it was created.
    pub(super) fn require_created(&self, kind: DocKind) -> Result<(), CommandError> {
        if self.is_present(&ROOT, root::CREATED_AT)? {
            Ok(())
        } else {
            Err(CommandError::NotCreated(kind))
        }
    }

    /// Says when the document was created and by whom; that is done once.
    pub(super) fn create(&mut self, kind: DocKind) -> Result<(), CommandError> {
        if self.is_present(&ROOT, root::CREATED_AT)? {
            return Err(CommandError::Exists(kind));
        }
        let at = self.at;
        self.put(&ROOT, root::CREATED_AT, &at)?;
        self.put_author(&ROOT, root::CREATED_BY)
    }

    /// Puts the document into the bin, or leaves it there.
    pub(super) fn delete(&mut self) -> Result<(), CommandError> {
        self.mark(&ROOT, root::DELETED_AT)
    }

    /// Takes the document out of the bin.
    pub(super) fn restore(&mut self) -> Result<(), CommandError> {
        self.clear(&ROOT, root::DELETED_AT)
    }

    /// Writes a value. The value that is there already is not written again; where it is one of
    /// several concurrent ones, it becomes the only one.
    pub(super) fn put(
        &mut self,
        obj: &ObjId,
        key: &str,
        value: &impl Scalar,
    ) -> Result<(), CommandError> {
        Ok(self.tx.put(obj, key, value.write())?)
    }

    /// Writes a value or clears it.
    pub(super) fn put_optional(
        &mut self,
        obj: &ObjId,
        key: &str,
        value: Option<&impl Scalar>,
    ) -> Result<(), CommandError> {
        match value {
            Some(value) => self.put(obj, key, value),
            None => self.clear(obj, key),
        }
    }

    /// Writes null, so that clearing can conflict with writing; nothing where nothing ever was.
    pub(super) fn clear(&mut self, obj: &ObjId, key: &str) -> Result<(), CommandError> {
        match self.tx.get(obj, key)? {
            Some(_) => self.put_null(obj, key),
            None => Ok(()),
        }
    }

    /// Writes null even where nothing ever was.
    pub(super) fn put_null(&mut self, obj: &ObjId, key: &str) -> Result<(), CommandError> {
        Ok(self.tx.put(obj, key, ScalarValue::Null)?)
    }

    /// Writes the time of the change where no time stands yet.
    pub(super) fn mark(&mut self, obj: &ObjId, key: &str) -> Result<(), CommandError> {
        let standing = match self.tx.get(obj, key)? {
            Some((Value::Scalar(value), _)) if !value.is_null() => Some(value.into_owned()),
            _ => None,
        };
        let time = standing.unwrap_or_else(|| self.at.write());
        Ok(self.tx.put(obj, key, time)?)
    }

    /// Writes whose document or entry it is; the relay's own have nobody.
    pub(super) fn put_author(&mut self, obj: &ObjId, key: &str) -> Result<(), CommandError> {
        match self.author.user {
            Some(user) => self.put(obj, key, &user),
            None => Ok(()),
        }
    }

    /// Adds a member to a set.
    pub(super) fn add(&mut self, set: &ObjId, member: &str) -> Result<(), CommandError> {
        self.put(set, member, &true)
    }

    /// Takes a member from a set. Who adds it concurrently, without having seen this, wins.
    pub(super) fn remove(&mut self, set: &ObjId, member: &str) -> Result<(), CommandError> {
        Ok(self.tx.delete(set, member)?)
    }

    /// Whether the key holds something other than null.
    pub(super) fn is_present(&self, obj: &ObjId, key: &str) -> Result<bool, CommandError> {
        let value = self.tx.get(obj, key)?;
        Ok(value
            .is_some_and(|(value, _)| !matches!(value, Value::Scalar(value) if value.is_null())))
    }

    /// The value of a key, if it is such a value.
    pub(super) fn get<T: Scalar>(&self, obj: &ObjId, key: &str) -> Result<Option<T>, CommandError> {
        Ok(match self.tx.get(obj, key)? {
            Some((Value::Scalar(value), _)) => T::read(&value.into_owned().into()),
            _ => None,
        })
    }

    /// The object under a key, if there is one of this type.
    pub(super) fn object(
        &self,
        obj: &ObjId,
        key: &str,
        object_type: ObjType,
    ) -> Result<Option<ObjId>, CommandError> {
        Ok(match self.tx.get(obj, key)? {
            Some((Value::Object(found), id)) if found == object_type => Some(id),
            _ => None,
        })
    }

    /// A container that every document of the kind has.
    pub(super) fn container(&self, name: &'static str) -> Result<ObjId, CommandError> {
        self.object(&ROOT, name, ObjType::Map)?.ok_or(CommandError::Lacks(name))
    }

    /// A new map under a key.
    pub(super) fn new_map(&mut self, obj: &ObjId, key: &str) -> Result<ObjId, CommandError> {
        Ok(self.tx.put_object(obj, key, ObjType::Map)?)
    }

    /// Makes the text read so, changing as little as a diff finds necessary.
    pub(super) fn rewrite(&mut self, text: &ObjId, new: &str) -> Result<(), CommandError> {
        let old = self.tx.text(text)?;
        // From the end, so that earlier places stay where they are.
        for edit in diff::edits(&old, new).into_iter().rev() {
            let delete = isize::try_from(edit.delete).map_err(|_| CommandError::TooMuch)?;
            self.tx.splice_text(text, edit.index, delete, &edit.insert)?;
        }
        Ok(())
    }
}
