//! What mutations and fuzzing begin with: valid input of every target, and what is nearly valid.
//!
//! Made by the code that makes it in the product, so that it is valid in tomorrow's format too.

use aloft_crdt_model::document::{DocKind, Document};
use aloft_crdt_model::hostile::{Forger, Stage};
use aloft_crdt_model::ids::{DeviceId, DocId, OrgId, StreamId, UserId};
use aloft_crdt_model::inspect::{self, Limits};
use aloft_crdt_model::refusal::{Refusal, RefusalCode};
use aloft_sync_protocol::frames::from_client::{
    Fetch, Hello, PackedPush, Push, PushedChange, Subscribe,
};
use aloft_sync_protocol::frames::from_relay::{
    self as relay, ActivityPage, Changes, Directory, HeadsPage, Refused, RefusedItem, SnapshotPage,
};
use aloft_sync_protocol::frames::{
    ClientFrame, DirectoryOrg, DocumentState, RelayFrame, TailEntry, WireRefusal,
};
use aloft_sync_protocol::limits::{self, VERSIONS};
use aloft_sync_protocol::log::{self, ChangeHash, Cursor, HeadBytes, Position};
use aloft_sync_protocol::packed::Packed;
use uuid::Uuid;

/// The seeds of a target; panics when there is no target of this name.
pub fn of(target: &str) -> Vec<Vec<u8>> {
    match target {
        "inspect" => changes(),
        "frames" => frames(),
        "csv" => files(),
        other => panic!("there is no target {other}"),
    }
}

/// A task after the honest change that the forged ones come after.
pub(crate) fn begun() -> Document {
    let mut document = Document::genesis(DocKind::Task);
    let change = inspect::check_bytes(stage().bytes(), &Limits::default());
    change
        .and_then(|change| inspect::apply_guarded(&mut document, &change))
        .expect("an honest change is taken");
    document
}

fn changes() -> Vec<Vec<u8>> {
    let stage = stage();
    let mut seeds = vec![stage.bytes().to_vec(), stage.valid()];
    seeds.extend(stage.cases().into_iter().map(|case| case.bytes));
    // Bombs are large, and each mutation would copy all of it: their heads are enough.
    seeds.retain(|bytes| bytes.len() < 4_096);
    seeds
}

/// A frame of most kinds, with the packed parts that a relay sends.
fn frames() -> Vec<Vec<u8>> {
    let (stream, doc) = (StreamId(Uuid::from_u128(1)), DocId(Uuid::from_u128(2)));
    let bytes = stage().bytes().to_vec();
    let (kind, at) = (log::DocKind::Task, Cursor::ZERO);
    let heads = HeadBytes::from_iter([ChangeHash([7; 32])]);
    let change = PushedChange { doc, kind, bytes: bytes.clone().into(), again: None };
    let hello = Hello {
        versions: VERSIONS.to_vec(),
        device: DeviceId(Uuid::from_u128(3)),
        token: "token".to_owned(),
        agent: "test".to_owned(),
    };
    let many = Push { push_id: 2, stream, changes: vec![change.clone(); 16] };
    let packed_push =
        PackedPush::of(&many, &limits::Limits::default()).map(ClientFrame::PackedPush);
    let from_client = [
        ClientFrame::Hello(hello),
        ClientFrame::Subscribe(Subscribe { stream, position: Position::Tail(at) }),
        ClientFrame::Push(Push { push_id: 1, stream, changes: vec![change] }),
        ClientFrame::Fetch(Fetch { stream, doc }),
    ];
    let entry = TailEntry { seq: 1, doc, kind, bytes: bytes.clone().into(), heads_digest: Some(1) };
    // Enough of them that they are sent compressed.
    let entries = vec![entry; 16];
    let org = DirectoryOrg {
        id: OrgId(Uuid::from_u128(4)),
        name: "Ada & friends".to_owned(),
        role: "member".to_owned(),
        members: Vec::new(),
        streams: Vec::new(),
    };
    let packed = |list: &[u8]| Packed::pack(list.to_vec());
    let refusal = WireRefusal::from(&Refusal::new(RefusalCode::NotAChange, "no"));
    let state = DocumentState { kind, doc_seq: 1, heads, bytes: Packed::pack(bytes) };
    let from_relay = [
        RelayFrame::Directory(Directory::new(&[org])),
        RelayFrame::Changes(Changes::new(stream, &entries, Some(16))),
        RelayFrame::SnapshotPage(SnapshotPage {
            stream,
            at,
            docs: packed(&[0x80]),
            after: Some(doc),
        }),
        RelayFrame::HeadsPage(HeadsPage { stream, at, docs: packed(&[0x80]), after: None }),
        RelayFrame::ActivityPage(ActivityPage { stream, rows: packed(b"[]"), before: None }),
        RelayFrame::Refused(Refused {
            push_id: 1,
            refused: vec![RefusedItem { index: 0, refusal }],
        }),
        RelayFrame::Document(relay::Document { stream, doc, state: Some(state) }),
    ];
    let from_client = from_client.iter().chain(&packed_push).map(ClientFrame::encode);
    from_client.chain(from_relay.iter().map(RelayFrame::encode)).collect()
}

fn files() -> Vec<Vec<u8>> {
    [
        "id,title,description,points\n1,One,\"a, b\",3\n2,\"T\"\"wo\",,x\n",
        "\u{feff}Title;Points\r\n\"a\nb\";5\r\n",
        "title\tid\nÄ\t7\n",
        "title\n\"never closed\n",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec()
}

/// An honest change in a new task, and what may be forged after it.
fn stage() -> Stage {
    let forger = Forger { actor: [5; 16], author: UserId(Uuid::nil()), time: 1_764_000_000_000 };
    Stage::new(&Document::genesis(DocKind::Task), &forger).expect("an honest change is made")
}
