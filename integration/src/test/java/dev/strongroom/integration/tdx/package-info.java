// SPDX-License-Identifier: Apache-2.0
/// The enclave's and the host's part in quotes of Intel TDX, together.
@NullMarked
package dev.strongroom.integration.tdx;

import org.jspecify.annotations.NullMarked;
