// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.snp.Product;
import java.util.List;
import java.util.Optional;

/// What evidence says of where endorsements for it are to be had. Read out of bytes that nobody has
/// verified yet: it decides what is asked for, and nothing else.
sealed interface Subject {

  /// Evidence that brings its own.
  record Complete() implements Subject {}

  /// Several pieces of evidence in one.
  record Composite(List<Subject> parts) implements Subject {
    public Composite {
      parts = List.copyOf(parts);
    }
  }

  /// A report of an AMD SEV-SNP guest.
  ///
  /// @param products the ones that it may be of, likeliest first
  /// @param shared whether a cloud's key (VLEK) signed, not the chip's (VCEK)
  /// @param chipId 64 bytes, zero if it isn't told
  /// @param reportedTcb 8 bytes; what they mean depends on the product
  /// @param given certificates that came along
  record AmdGuest(
      List<Product> products, boolean shared, Bytes chipId, Bytes reportedTcb, List<Bytes> given)
      implements Subject {
    public AmdGuest {
      products = List.copyOf(products);
      given = List.copyOf(given);
    }
  }

  /// A quote of Intel SGX or TDX.
  ///
  /// @param tdx whether it is a trust domain's, not an enclave's
  /// @param chain the platform's certificates, leaf first; empty if the quote only names it
  /// @param platform what names it otherwise
  record IntelQuote(boolean tdx, List<Bytes> chain, Optional<EncryptedPlatform> platform)
      implements Subject {
    public IntelQuote {
      chain = List.copyOf(chain);
    }
  }

  /// A platform by its identifier, encrypted to Intel (certification data of type 2 and 3).
  record EncryptedPlatform(Bytes ppid, Bytes cpuSvn, Bytes pceSvn, Bytes pceId) {}

  /// Reports of NVIDIA's GPUs or switches.
  record NvidiaDevices(List<NvidiaDevice> devices) implements Subject {
    public NvidiaDevices {
      devices = List.copyOf(devices);
    }
  }

  /// One of them.
  ///
  /// @param manifests names of its reference manifests; for each the ones that it may have,
  ///   likeliest first
  /// @param chain its certificates, leaf first; empty if they didn't come along
  record NvidiaDevice(List<List<String>> manifests, List<Bytes> chain) {
    public NvidiaDevice {
      manifests = List.copyOf(manifests);
      chain = List.copyOf(chain);
    }
  }

  /// A result of NVIDIA's attestation service.
  record NvidiaToken() implements Subject {}
}
