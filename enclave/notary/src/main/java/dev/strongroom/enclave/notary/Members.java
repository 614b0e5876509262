// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary;

import dev.strongroom.enclave.notary.members.MemberFront;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.ServiceException;

/// Starts a service with a log in it where several enclaves share one store: at once where this one
/// writes, else when it takes over; until then its requests are handed on (`docs/members.md`).
///
/// ```java
/// public Handler start(Enclave enclave) throws ServiceException, InterruptedException {
///   return Members.start(enclave, here -> new NotaryApi(Notary.start(here)));
/// }
/// ```
public final class Members {
  private Members() {}

  /// What needs the log. It may be started and closed several times in one boot.
  @FunctionalInterface
  public interface Writing {
    /// Starts it.
    ///
    /// @param here its enclave, with log events and figures of its own
    /// @return closed when its turn is over, if it is [AutoCloseable]
    Service.Handler start(Enclave here) throws ServiceException, InterruptedException;
  }

  /// Starts it, at once or when it is its turn; at once also where the settings know no members.
  ///
  /// @throws ServiceException if the settings are wrong, or it is its turn and it can't start
  public static Service.Handler start(Enclave enclave, Writing service)
      throws ServiceException, InterruptedException {
    NotarySettings settings = Notary.settings(enclave);
    return settings.members().isEmpty()
        ? service.start(enclave)
        : MemberFront.start(enclave, settings, settings.members().get(), service);
  }
}
