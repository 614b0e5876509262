// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Outside the enclave, trusted with nothing: launches it, forwards bytes, keeps what it seals.
@NullMarked
@SuppressWarnings(
    "requires-automatic") // PostgreSQL's driver and Prometheus' writer aren't modules yet.
module dev.strongroom.host {
  requires static org.jspecify;
  requires transitive dev.strongroom.attestation;
  requires transitive dev.strongroom.vsock;
  requires java.net.http;
  requires java.sql;
  requires jdk.httpserver;
  requires com.zaxxer.hikari;
  requires io.prometheus.metrics.model;
  requires io.prometheus.writer.text;
  requires org.postgresql.jdbc;
  requires org.xerial.sqlitejdbc;
  requires tools.jackson.core;

  exports dev.strongroom.host.content;
  exports dev.strongroom.host.credentials;
  exports dev.strongroom.host.egress;
  exports dev.strongroom.host;
  exports dev.strongroom.host.command;
  exports dev.strongroom.host.control;
  exports dev.strongroom.host.doctor;
  exports dev.strongroom.host.forward;
  exports dev.strongroom.host.launch;
  exports dev.strongroom.host.metrics;
  exports dev.strongroom.host.quotes;
  exports dev.strongroom.host.storage;
  exports dev.strongroom.host.store;
  exports dev.strongroom.host.wire;
}
