// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.configuration;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/// The measured configuration (`docs/enclave-configuration.md`).
///
/// @param deployment what keys and encryption contexts are tied to
/// @param rootSecret where the root secret comes from
/// @param egress the `host:port` pairs that the enclave may connect to, and no others
/// @param heirs which enclaves get the root secret handed over; empty: none
/// @param simulatedEvidence whether it starts on an emulated machine, and there alone: evidence is
///   then signed under the simulation's root
/// @param gpus which GPUs the machine has to have; empty: its evidence is of the machine alone
/// @param application a program to start; empty: the service that the jars provide
/// @param environment what the application finds in its environment
/// @param temporary how many MiB temporary files may take, of an image's memory; empty: a quarter
/// @param settings what services are told, by the name of what it is for; each reads its own
///   strictly
/// @param text the configuration as it is measured
public record EnclaveConfiguration(
    String deployment,
    RootSecretConfiguration rootSecret,
    List<String> egress,
    Optional<AppraisalPolicy> heirs,
    boolean simulatedEvidence,
    Optional<GpuConfiguration> gpus,
    Optional<ApplicationConfiguration> application,
    SortedMap<String, String> environment,
    OptionalInt temporary,
    SortedMap<String, JsonNode> settings,
    Bytes text) {

  /// Copies the collections.
  public EnclaveConfiguration {
    egress = List.copyOf(egress);
    environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
  }

  /// Reads a configuration.
  ///
  /// @param text JSON in UTF-8
  /// @throws MalformedJsonException if it isn't one; says where and why
  public static EnclaveConfiguration parse(Bytes text) throws MalformedJsonException {
    return ConfigurationReader.read(text);
  }
}
