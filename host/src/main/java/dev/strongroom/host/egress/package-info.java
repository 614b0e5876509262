// SPDX-License-Identifier: Apache-2.0
/// Makes connections to the outside for the enclave, which has no network (`docs/egress.md`). The
/// enclave decides where it may connect; TLS ends inside it. What is refused here protects the
/// host's own network from the enclave.
@NullMarked
package dev.strongroom.host.egress;

import org.jspecify.annotations.NullMarked;
