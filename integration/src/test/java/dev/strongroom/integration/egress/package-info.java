// SPDX-License-Identifier: Apache-2.0
/// The enclave's egress against the host's real one, over the real wire.
@NullMarked
package dev.strongroom.integration.egress;

import org.jspecify.annotations.NullMarked;
