// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime;

/// How a request came, and so who could read or change it on the way.
public enum Protection {
  /// Over the attested channel: TLS ended here, and the client saw evidence first.
  ATTESTED_CHANNEL(true),
  /// Encrypted to this boot's message key, which evidence binds; whoever ended TLS outside saw
  /// method, path and query, nothing else. Its response is encrypted too.
  ENCRYPTED_MESSAGE(true),
  /// Over plain HTTPS: the client may have checked nothing, and may not be alone with the enclave.
  PLAIN_HTTPS(false);

  private final boolean confidential;

  Protection(boolean confidential) {
    this.confidential = confidential;
  }

  /// Whether body and response stay between the enclave and whoever made the request. Says nothing
  /// of who that is.
  public boolean confidential() {
    return confidential;
  }
}
