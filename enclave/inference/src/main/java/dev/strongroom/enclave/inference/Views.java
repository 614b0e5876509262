// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.backend.Verification;
import dev.strongroom.enclave.inference.routing.Models;
import dev.strongroom.enclave.inference.routing.Out;
import dev.strongroom.enclave.inference.routing.Placed;
import dev.strongroom.enclave.inference.settings.BackendSettings;
import dev.strongroom.enclave.inference.tinfoil.TinfoilFormat;
import dev.strongroom.enclave.notary.Notary;
import dev.strongroom.enclave.runtime.Enclave;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// What the gateway says of itself, its models and its back ends.
record Views(Enclave enclave, Notary notary, Models models) {

  /// What is always left to trust, however much is verified.
  private static final List<String> ALWAYS =
      List.of(
          "the maker of the hardware that evidence comes from, and that its keys weren't taken out",
          "the measured software of the gateway: that it does what its source says",
          "the host for being there: it sees when requests come and how long they and their answers"
              + " are, and it can cut them off");

  /// OpenAI's list of models.
  Map<String, Object> list() {
    return Map.of(
        "object",
        "list",
        "data",
        models.names().stream().map(name -> model(name).orElseThrow()).toList());
  }

  /// One of them.
  Optional<Map<String, Object>> model(String name) {
    List<Placed> placed = models.of(name);
    if (placed.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Map.of(
            "id",
            name,
            "object",
            "model",
            "created",
            0,
            "owned_by",
            "strongroom",
            "strongroom",
            Map.of(
                "available",
                placed.stream().anyMatch(one -> one.out().isEmpty()),
                "backends",
                placed.stream().map(this::state).toList())));
  }

  private Map<String, Object> state(Placed placed) {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("name", placed.backend().name());
    state.put("kind", placed.settings().kind());
    Optional<Out> out = placed.out();
    state.put("state", out.isPresent() ? "out" : "in");
    if (out.isPresent()) {
      state.put("code", out.get().problem().code());
      state.put("reason", out.get().words());
      state.put("since", out.get().since().toString());
      state.put("again", out.get().again().toString());
    }
    return state;
  }

  /// What was verified, when, and what remains to be trusted.
  Map<String, Object> confidentiality() {
    Map<String, Object> gateway = new LinkedHashMap<>();
    gateway.put("device", enclave.device().name());
    gateway.put("simulated", enclave.device().simulated());
    gateway.put("epoch", notary.epoch().hex());
    gateway.put("log", notary.key().text());
    gateway.put("time", enclave.clock().instant().toString());
    return Map.of(
        "gateway",
        gateway,
        "backends",
        models.backends().stream().map(this::verified).toList(),
        "trusted",
        trusted());
  }

  private Map<String, Object> verified(Placed placed) {
    Map<String, Object> backend = state(placed);
    switch (placed.settings()) {
      case BackendSettings.Embedded embedded -> {
        backend.put("verdict", "part of the gateway's own measurement");
        backend.put("weights", embedded.weights().hex());
      }
      case BackendSettings.Loopback _ ->
          backend.put("verdict", "inside the gateway's own environment");
      case BackendSettings.Attested attested -> verdict(backend, attested.reattest(), placed);
      case BackendSettings.Tinfoil tinfoil -> verdict(backend, tinfoil.reattest(), placed);
    }
    return backend;
  }

  private void verdict(Map<String, Object> backend, Duration reattest, Placed placed) {
    backend.put("reattest", reattest.toString());
    Optional<Verification> last = placed.backend().verification();
    backend.put("verdict", last.isPresent() ? "accepted" : "not accepted");
    last.ifPresent(one -> backend.put("evidence", evidence(one)));
  }

  private Map<String, Object> evidence(Verification verification) {
    long age = Duration.between(verification.at(), enclave.clock().instant()).toSeconds();
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("kind", verification.kind());
    evidence.put("sha256", verification.evidence().hex());
    verification.identity().ifPresent(key -> evidence.put("identityKey", key.hex()));
    verification.tlsKey().ifPresent(key -> evidence.put("tlsKeySha256", key.hex()));
    evidence.put("verified", verification.at().toString());
    evidence.put("age", Math.max(0, age));
    evidence.put("simulated", verification.simulated());
    evidence.put("checks", verification.checks());
    return evidence;
  }

  private List<String> trusted() {
    List<String> trusted = new ArrayList<>();
    if (enclave.device().simulated()) {
      trusted.add("whoever runs the gateway: its device is SIMULATED, and protects nothing");
    }
    trusted.addAll(ALWAYS);
    for (Placed placed : models.backends()) {
      String name = placed.backend().name();
      switch (placed.settings()) {
        case BackendSettings.Embedded _ ->
            trusted.add("the engine and the weights of back end " + name);
        case BackendSettings.Loopback _ ->
            trusted.add("the server of back end " + name + ", which the gateway's image measures");
        case BackendSettings.Attested _ -> measured(trusted, placed, name);
        case BackendSettings.Tinfoil tinfoil -> {
          measured(trusted, placed, name);
          tinfoil(trusted, tinfoil, name);
        }
      }
    }
    return List.copyOf(new TreeSet<>(trusted));
  }

  private static void measured(List<String> trusted, Placed placed, String name) {
    trusted.add(
        "the measured software of back end "
            + name
            + ", and that it runs the weights that it says");
    if (placed.backend().verification().filter(Verification::simulated).isPresent()) {
      trusted.add("whoever runs back end " + name + ": its evidence is SIMULATED");
    }
  }

  private static void tinfoil(List<String> trusted, BackendSettings.Tinfoil tinfoil, String name) {
    trusted.add(
        "the measured software of back end "
            + name
            + " to keep its TLS key to itself, and whoever chose its measurement to have read what"
            + " it stands for");
    if (tinfoil.devices().isEmpty()) {
      trusted.add(
          "the measured software of back end "
              + name
              + " to have checked its GPUs: their evidence isn't looked at here");
    }
    if (tinfoil.format() == TinfoilFormat.V2) {
      trusted.add(
          "back end " + name + " to be as it was when it started: its evidence answers no nonce");
    }
  }

  /// What a receipt says of the weights.
  static Optional<Bytes> weights(BackendSettings settings) {
    return settings instanceof BackendSettings.Embedded embedded
        ? Optional.of(embedded.weights())
        : Optional.empty();
  }
}
