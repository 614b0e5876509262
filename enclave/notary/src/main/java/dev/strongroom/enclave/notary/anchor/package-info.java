// SPDX-License-Identifier: Apache-2.0
/// Anchors beside witnesses (`docs/notary.md`, section 6): a row in DynamoDB that only lets the log
/// grow, time-stamp tokens over checkpoints, and a public beacon's value in new entries. All are
/// optional, all named in receipts; witnesses are what rollback protection stands on.
///
/// ```
/// Cosigner ─► Anchors ─┬► AnchorWorker ─► RowAnchor   ─► DynamoTable ─┐
///                      ├► AnchorWorker ─► TokenAnchor ────────────────┼► Outside ─► egress
/// new entries ◄────────┴─ BeaconWatch  ─► DrandBeacon ────────────────┘
/// ```
///
/// Threats answered: a place outside that is slow, dead or answers with garbage (every call is
/// bounded in time and size, and what isn't required never makes a receipt wait), and a table into
/// which somebody writes (rows carry the log's signature, so none can be made up; but an older one
/// can be brought back).
@NullMarked
package dev.strongroom.enclave.notary.anchor;

import org.jspecify.annotations.NullMarked;
