// SPDX-License-Identifier: Apache-2.0
/// llama.cpp, called through its own C interface (`llama.h`).
///
/// The library comes in the jar of `de.kherud:llama`, whose Java classes aren't used: they hide how
/// many tokens were written and why it ended, give text where bytes are needed, empty a shared
/// temporary folder, and print.
@NullMarked
package dev.strongroom.enclave.llama;

import org.jspecify.annotations.NullMarked;
