// SPDX-License-Identifier: Apache-2.0
/// What servers of Tinfoil's kind publish of themselves, and whether it binds the key of a
/// connection. The formats are theirs; facts of them are in `docs/inference.md`, section 10.
@NullMarked
package dev.strongroom.enclave.inference.tinfoil;

import org.jspecify.annotations.NullMarked;
