// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.control;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What an enclave says of itself. All text is printable: no control characters, nothing that
/// reorders a line.
///
/// @param state how far it has come
/// @param device what makes its evidence, such as "simulated Nitro Secure Module"
/// @param simulated whether it says that it isn't protected by hardware
/// @param rootSecret where its root secret comes from, in words
/// @param waitingFor what it needs, such as "2 more shares"
/// @param reason why it failed
/// @param identityKey of the deployment, hexadecimal; known once it is ready
/// @param pcrs measurements by name, hexadecimal; may be empty
/// @param rootSha256 of its simulated root certificate, hexadecimal: what a policy has to name
public record StateLine(
    EnclaveState state,
    String device,
    boolean simulated,
    String rootSecret,
    Optional<String> waitingFor,
    Optional<String> reason,
    Optional<String> identityKey,
    SortedMap<String, String> pcrs,
    Optional<String> rootSha256)
    implements ControlLine {

  /// Keeps a copy of `pcrs`.
  public StateLine {
    pcrs = Collections.unmodifiableSortedMap(new TreeMap<>(pcrs));
  }

  /// In a few words, for people: "waiting for 2 more shares".
  public String words() {
    return switch (state) {
      case WAITING -> waitingFor.map(what -> "waiting for " + what).orElse("waiting");
      case FAILED -> reason.map(why -> "failed: " + why).orElse("failed");
      case STARTING, READY, STOPPING -> state.toString();
    };
  }
}
