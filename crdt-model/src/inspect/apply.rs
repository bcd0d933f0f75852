//! Applying what passed the checks, behind the second fence.

use super::{CheckedChange, guarded};
use crate::document::{ApplyError, Document};
use crate::refusal::{Refusal, RefusalCode};
use automerge::legacy::OpType;
use automerge::{AutomergeError, ReadDoc};
use std::collections::BTreeSet;

/// Applies the change to a copy, and lets the copy take the document's place only if it holds: its
/// heads moved as they should, and it can give the change back byte for byte, which is what saving
/// and loading will ask of it. On refusal the document is as it was.
///
/// The cost is that of copying and applying, both linear in the document with a small factor;
/// formatting marks are rare and cost a save and a load on top.
pub fn apply_guarded(doc: &mut Document, change: &CheckedChange) -> Result<(), Refusal> {
    *doc = apply_to_copy(doc, doc.clone(), change)?;
    Ok(())
}

/// The same, for whoever has a copy of the document at hand: it is used up, and comes back as the
/// document with the change. Copying a long text costs more than everything else.
pub fn apply_to_copy(
    doc: &Document,
    copy: Document,
    change: &CheckedChange,
) -> Result<Document, Refusal> {
    guarded(|| {
        let mut after = copy;
        after.apply(vec![change.change().clone()]).map_err(|error| not_applied(&error))?;
        verify(doc, &after, change)?;
        Ok(after)
    })
}

fn verify(before: &Document, after: &Document, change: &CheckedChange) -> Result<(), Refusal> {
    let change_itself = change.change();
    let mut heads: BTreeSet<_> = before.automerge().get_heads().into_iter().collect();
    for dep in change_itself.deps() {
        heads.remove(dep);
    }
    heads.insert(change.hash());
    if after.automerge().get_heads().into_iter().collect::<BTreeSet<_>>() != heads {
        return Err(cannot_apply());
    }
    let given_back = after.automerge().get_change_by_hash(&change.hash());
    if given_back.is_none_or(|back| back.raw_bytes() != change_itself.raw_bytes()) {
        return Err(Refusal::new(
            RefusalCode::CannotApply,
            "the document would not load again with this change",
        ));
    }
    let marks = |action: &OpType| matches!(action, OpType::MarkBegin(_) | OpType::MarkEnd(_));
    if change.ops().iter().any(|op| marks(&op.action)) {
        // The order of a mark's ends in the text is checked nowhere but on loading.
        Document::load(after.kind(), &after.save()).map_err(|_| cannot_apply())?;
    }
    Ok(())
}

fn not_applied(error: &ApplyError) -> Refusal {
    match error {
        ApplyError::Refused(AutomergeError::DuplicateSeqNumber(..)) => {
            Refusal::new(RefusalCode::BadSequence, "the sequence number was used already")
        }
        _ => cannot_apply(),
    }
}

fn cannot_apply() -> Refusal {
    Refusal::new(RefusalCode::CannotApply, "the document engine does not take the change")
}
