// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.certificates;

import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.ServiceException;

/// Keeps certificates for the enclave's names: the one provider of this service
/// (`java.util.ServiceLoader`) among the measured jars. It is asked only where the measured
/// configuration has settings of the name [#SETTINGS].
public interface CertificateKeeper {
  /// The name of its settings.
  String SETTINGS = "certificates";

  /// Where it answers requests: here, and below.
  String PATH = "/.well-known/strongroom/certificates";

  /// Starts, once per boot, when the enclave's service has started and before the first request.
  ///
  /// @param names where it puts the keys
  /// @throws ServiceException if the settings aren't any, or what was sealed can't be read
  Kept start(Enclave enclave, ServedNames names) throws ServiceException;

  /// Certificates that are kept.
  interface Kept extends AutoCloseable {
    /// The enclave can be reached from now on.
    void serving();

    /// Answers a request for [#PATH] or something below it.
    Response handle(Request request) throws Exception;

    /// Keeps them no more.
    @Override
    void close();
  }
}
