// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// The `strongroom` command.
@NullMarked
module dev.strongroom.cli {
  requires static org.jspecify;
  requires dev.strongroom.attestation;
  requires dev.strongroom.channel;
  requires dev.strongroom.chain;
  requires dev.strongroom.client;
  requires dev.strongroom.console;
  requires dev.strongroom.endorsements;
  requires dev.strongroom.handheld;
  requires dev.strongroom.host;
  requires dev.strongroom.image;
  requires dev.strongroom.ledger;
  requires dev.strongroom.model;
  requires dev.strongroom.policy;
  requires dev.strongroom.results;
  requires dev.strongroom.witness;
  requires info.picocli;
  requires java.management;
  requires java.net.http;
  requires jdk.httpserver;
  requires jdk.management;
  requires tools.jackson.core;

  // The command-line library fills in the commands' annotated fields.
  opens dev.strongroom.cli to
      info.picocli;
}
