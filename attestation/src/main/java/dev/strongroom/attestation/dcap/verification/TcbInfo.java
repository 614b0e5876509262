// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PlatformStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What Intel says of the security versions of one sort of platform (PCS API, "TCB info").
///
/// @param head what it has in common with identities
/// @param fmspc which sort of platform, 6 bytes
/// @param pceId 2 bytes
/// @param module whose TDX module; empty in those about SGX
/// @param identities of TDX modules by major version
/// @param levels best first
record TcbInfo(
    Head head,
    Bytes fmspc,
    Bytes pceId,
    Optional<Module> module,
    List<Module> identities,
    List<Level> levels) {

  TcbInfo {
    identities = List.copyOf(identities);
    levels = List.copyOf(levels);
  }

  /// What TCB info and identities have in common.
  ///
  /// @param id `SGX`, `TDX`, `QE`, `TD_QE`; TCB info of version 2 has none and is about SGX
  /// @param version of the form
  /// @param from issued then
  /// @param until there is a newer one by then
  /// @param evaluation counts Intel's rounds of updates
  /// @param served all of the document
  /// @param signed the exact bytes of the member that was signed
  /// @param signature `r || s`, 64 bytes
  record Head(
      String id,
      int version,
      Instant from,
      Instant until,
      int evaluation,
      Bytes served,
      Bytes signed,
      Bytes signature) {

    boolean isCurrentAt(Instant at) {
      return !at.isBefore(from) && at.isBefore(until);
    }
  }

  /// A level of a platform.
  ///
  /// @param sgx least security versions, 16
  /// @param tdx least security versions, 16; none in those about SGX
  /// @param pceSvn least security version of the provisioning enclave
  record Level(
      List<Integer> sgx,
      List<Integer> tdx,
      int pceSvn,
      PlatformStatus status,
      List<String> advisories) {
    Level {
      sgx = List.copyOf(sgx);
      tdx = List.copyOf(tdx);
      advisories = List.copyOf(advisories);
    }
  }

  /// A level of an enclave or a module.
  ///
  /// @param least security version
  record SvnLevel(int least, PlatformStatus status, List<String> advisories) {
    SvnLevel {
      advisories = List.copyOf(advisories);
    }
  }

  /// A TDX module.
  ///
  /// @param id such as `TDX_01`; empty for that of major version 0
  /// @param mrSigner 48 bytes
  /// @param attributes 8 bytes
  /// @param mask 8 bytes
  /// @param levels best first; none for that of major version 0
  record Module(String id, Bytes mrSigner, Bytes attributes, Bytes mask, List<SvnLevel> levels) {
    Module {
      levels = List.copyOf(levels);
    }
  }
}
