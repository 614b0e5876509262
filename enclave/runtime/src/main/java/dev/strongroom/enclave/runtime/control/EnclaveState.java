// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.control;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.nitro.Pcrs;
import java.io.StringWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// What an enclave says of itself to its host. All of it is public, and none of it is proof:
/// clients check evidence.
///
/// @param device what it runs on
/// @param simulated whether it protects nothing
/// @param rootSecret where the root secret comes from
/// @param detail what it waits for, or why it failed
/// @param identityKey of the deployment, once it is known
/// @param pcrs what a policy for the image has to name; none if evidence has no PCRs
/// @param simulatedRoot SHA-256 of the root that a policy has to name, if simulated
public record EnclaveState(
    Phase phase,
    String device,
    boolean simulated,
    String rootSecret,
    Optional<String> detail,
    Optional<Bytes> identityKey,
    SortedMap<Integer, Bytes> pcrs,
    Optional<Bytes> simulatedRoot) {
  private static final JsonFactory JSON = new JsonFactory();

  /// How far an enclave got.
  public enum Phase {
    /// It starts.
    STARTING,
    /// It waits for its root secret.
    WAITING,
    /// It serves requests.
    READY,
    /// It finishes the requests in flight.
    STOPPING,
    /// It doesn't start, or can't go on; the last phase.
    FAILED
  }

  /// Copies the map.
  public EnclaveState {
    pcrs = new TreeMap<>(pcrs);
  }

  /// The same in another phase.
  public EnclaveState in(Phase next) {
    return new EnclaveState(
        next, device, simulated, rootSecret, Optional.empty(), identityKey, pcrs, simulatedRoot);
  }

  /// The same with a detail.
  public EnclaveState in(Phase next, String why) {
    return new EnclaveState(
        next, device, simulated, rootSecret, Optional.of(why), identityKey, pcrs, simulatedRoot);
  }

  /// The same with what was measured.
  public EnclaveState measured(SortedMap<Integer, Bytes> values, Optional<Bytes> root) {
    return new EnclaveState(
        phase, device, simulated, rootSecret, detail, identityKey, values, root);
  }

  /// The same with its identity.
  public EnclaveState identifiedBy(Bytes key) {
    return new EnclaveState(
        phase, device, simulated, rootSecret, detail, Optional.of(key), pcrs, simulatedRoot);
  }

  /// One line of the control connection.
  String json() {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), line)) {
      json.writeStartObject();
      json.writeStringProperty("state", phase.name().toLowerCase(Locale.ROOT));
      json.writeStringProperty("device", device);
      json.writeBooleanProperty("simulated", simulated);
      json.writeStringProperty("rootSecret", rootSecret);
      detail.ifPresent(
          text -> json.writeStringProperty(phase == Phase.FAILED ? "reason" : "waitingFor", text));
      identityKey.ifPresent(key -> json.writeStringProperty("identityKey", key.hex()));
      json.writeObjectPropertyStart("pcrs");
      pcrs.forEach((index, value) -> json.writeStringProperty(Pcrs.name(index), value.hex()));
      json.writeEndObject();
      simulatedRoot.ifPresent(root -> json.writeStringProperty("rootSha256", root.hex()));
      json.writeEndObject();
    }
    return line.toString();
  }
}
