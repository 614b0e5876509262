// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.certificates.acme;

/// The authority named an address outside its directory's place. Nothing was sent there.
final class ElsewhereException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ElsewhereException(String place) {
    super(place);
  }
}
