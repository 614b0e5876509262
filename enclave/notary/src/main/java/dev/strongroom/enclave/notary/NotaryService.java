// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary;

import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.ServiceException;

/// The notary as the service of an enclave: whoever reaches it can have digests entered.
public final class NotaryService implements Service {
  /// Found among the measured jars.
  public NotaryService() {}

  @Override
  public Handler start(Enclave enclave) throws ServiceException, InterruptedException {
    return Members.start(enclave, here -> new NotaryApi(Notary.start(here)));
  }
}
