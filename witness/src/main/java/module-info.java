// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// A witness of other people's logs (C2SP tlog-witness): it remembers the last checkpoint of each,
/// and cosigns the next one only if nothing was taken back.
@NullMarked
module dev.strongroom.witness {
  requires static org.jspecify;
  requires transitive dev.strongroom.attestation;
  requires transitive dev.strongroom.ledger;
  requires java.sql;
  requires jdk.httpserver;
  requires org.bouncycastle.provider;
  requires org.xerial.sqlitejdbc;
  requires tools.jackson.core;

  exports dev.strongroom.witness;
  exports dev.strongroom.witness.http;
  exports dev.strongroom.witness.sqlite;
}
