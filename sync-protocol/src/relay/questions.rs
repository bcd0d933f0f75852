//! Questions about documents: the heads of all, or one whole.

use crate::frames::from_relay::{Document, HeadsPage};
use crate::frames::{ErrorCode, GoodbyeCode, RelayFrame};
use crate::packed::Packed;
use crate::relay::effect::RelayEffect;
use crate::relay::input::Answer;
use crate::relay::session::{Purpose, RelaySession};
use aloft_crdt_model::ids::{DocId, StreamId};

/// A question that is not answered yet.
#[derive(Clone, Copy, Debug)]
pub(super) enum Question {
    Heads { stream: StreamId, after: Option<DocId> },
    Document { stream: StreamId, doc: DocId },
}

/// How many there are, and those that wait for the directory.
#[derive(Debug, Default)]
pub(super) struct Questions {
    unanswered: usize,
    held: Vec<Question>,
}

impl Question {
    fn stream(self) -> StreamId {
        match self {
            Self::Heads { stream, .. } | Self::Document { stream, .. } => stream,
        }
    }
}

impl RelaySession {
    pub(super) fn ask_heads(&mut self, stream: StreamId, after: Option<DocId>) {
        self.admit(Question::Heads { stream, after });
    }

    pub(super) fn ask_document(&mut self, stream: StreamId, doc: DocId) {
        self.admit(Question::Document { stream, doc });
    }

    pub(super) fn answer_question(&mut self, question: Question, answer: Answer) {
        if self.access.stale {
            return self.questions.held.push(question);
        }
        self.questions.unanswered -= 1;
        let stream = question.stream();
        if self.access.org_of(stream).is_none() {
            return self.out.error(ErrorCode::AccessLost, "no such stream", Some(stream), None);
        }
        match (question, answer) {
            (Question::Heads { .. }, Answer::Heads(read)) => {
                let docs = Packed::pack_list(&read.docs);
                let page = HeadsPage { stream, at: read.at, docs, after: read.after };
                self.out.send(&RelayFrame::HeadsPage(page));
            }
            (Question::Document { doc, .. }, Answer::Document(read)) => {
                let document = Document { stream, doc, state: read.state };
                self.out.send(&RelayFrame::Document(document));
            }
            _ => self.wrong_answer(),
        }
    }

    /// Asks again what was answered while the directory was stale.
    pub(super) fn ask_held_questions(&mut self) {
        for question in std::mem::take(&mut self.questions.held) {
            self.ask(question);
        }
    }

    fn admit(&mut self, question: Question) {
        if self.questions.unanswered >= self.config.limits.questions_in_flight as usize {
            return self.goodbye(GoodbyeCode::Protocol, "too many questions in flight", 0);
        }
        self.questions.unanswered += 1;
        self.ask(question);
    }

    fn ask(&mut self, question: Question) {
        let stream = question.stream();
        let Some(org) = self.access.org_of(stream) else {
            self.questions.unanswered -= 1;
            return self.deny(stream, None);
        };
        let ticket = self.tickets.issue(Purpose::Question(question));
        self.out.push(match question {
            Question::Heads { stream, after } => {
                RelayEffect::ReadHeads { ticket, org, stream, after, limit: self.config.page_heads }
            }
            Question::Document { stream, doc } => {
                RelayEffect::ReadDocument { ticket, org, stream, doc }
            }
        });
    }
}
