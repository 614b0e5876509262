// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.gpu;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.nvidia.NvidiaEvidence;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes evidence in the forms that verifiers read: `docs/evidence-nvidia.md`, "Forms", and
/// `docs/composite-evidence.md`, section 1.
final class GpuEvidence {
  private static final JsonFactory FACTORY = new JsonFactory();

  private GpuEvidence() {}

  private interface Members {
    void write(JsonGenerator json);
  }

  /// A set of GPUs. Beside the reports stand the nonce that was asked with, and what the driver
  /// says: a verifier compares them with what is signed.
  ///
  /// @throws NvmlException with [NvmlFailure.MalformedEvidence] if no verifier could read it
  static Bytes of(Bytes nonce, List<GpuAnswer> answers) throws NvmlException {
    Bytes evidence =
        object(json -> {
          json.writeNumberProperty("version", 1);
          json.writeArrayPropertyStart("gpus");
          for (GpuAnswer answer : answers) {
            json.writeStartObject();
            GpuDescription of = answer.description();
            json.writeStringProperty("arch", of.architecture().name());
            json.writeStringProperty("nonce", nonce.hex());
            json.writeStringProperty("driver_version", of.driverVersion());
            json.writeStringProperty("vbios_version", of.vbiosVersion());
            json.writeStringProperty("evidence", base64(answer.report()));
            json.writeStringProperty("certificate", base64(answer.chain()));
            json.writeEndObject();
          }
          json.writeEndArray();
        });
    try {
      NvidiaEvidence.parse(evidence);
    } catch (MalformedEvidenceException e) {
      throw new NvmlException(new NvmlFailure.MalformedEvidence(e.code() + ": " + e.getMessage()));
    }
    return evidence;
  }

  /// Evidence of a machine and its devices.
  static Bytes composite(Bytes nonce, Bytes publicKey, Bytes machine, List<Bytes> devices) {
    return object(json -> {
      json.writeStringProperty("kind", "composite");
      json.writeNumberProperty("version", 1);
      json.writeStringProperty("nonce", base64(nonce));
      json.writeStringProperty("publicKey", base64(publicKey));
      json.writeStringProperty("cpu", base64(machine));
      json.writeArrayPropertyStart("devices");
      devices.forEach(device -> json.writeString(base64(device)));
      json.writeEndArray();
    });
  }

  private static Bytes object(Members members) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    }
    return Bytes.copyOf(out.toByteArray());
  }

  private static String base64(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
