// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.boot;

import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.ServiceException;
import dev.strongroom.enclave.runtime.certificates.CertificateKeeper;
import dev.strongroom.enclave.runtime.certificates.ServedNames;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/// The certificates of an enclave whose measured configuration has settings for them.
///
/// @param kept by whatever measured jar keeps them
/// @param names which key answers under which name
record NamedCertificates(CertificateKeeper.Kept kept, ServedNames names) implements AutoCloseable {

  /// Starts to keep them, if there are settings.
  ///
  /// @throws ServiceException if no jar can, several can, or the one that can doesn't start
  static Optional<NamedCertificates> start(Enclave enclave) throws ServiceException {
    if (enclave.settings(CertificateKeeper.SETTINGS).isEmpty()) {
      return Optional.empty();
    }
    List<CertificateKeeper> keepers =
        ServiceLoader.load(CertificateKeeper.class).stream()
            .map(ServiceLoader.Provider::get)
            .toList();
    if (keepers.size() != 1) {
      throw new ServiceException(
          "the measured configuration has settings for certificates, and "
              + keepers.size()
              + " of the jars keep some: there has to be one",
          null);
    }
    ServedNames names = new ServedNames();
    return Optional.of(new NamedCertificates(keepers.getFirst().start(enclave, names), names));
  }

  /// Answers for the certificates before the service does.
  Service.Handler before(Service.Handler service) {
    return request -> concerns(request) ? kept.handle(request) : service.handle(request);
  }

  private static boolean concerns(Request request) {
    return request.path().equals(CertificateKeeper.PATH)
        || request.path().startsWith(CertificateKeeper.PATH + "/");
  }

  @Override
  public void close() {
    kept.close();
  }
}
