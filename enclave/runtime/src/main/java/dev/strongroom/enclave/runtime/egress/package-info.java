// SPDX-License-Identifier: Apache-2.0
/// The enclave's way out, through the host (`docs/egress.md`): to the places on a measured
/// allow-list and nowhere else. TLS ends inside.
@NullMarked
package dev.strongroom.enclave.runtime.egress;

import org.jspecify.annotations.NullMarked;
