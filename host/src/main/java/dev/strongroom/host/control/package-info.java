// SPDX-License-Identifier: Apache-2.0
/// The host's end of the control connection (`docs/control.md`): what an enclave says of itself
/// comes in, the wish to stop goes out. Nothing of it is trusted: clients check evidence.
@NullMarked
package dev.strongroom.host.control;

import org.jspecify.annotations.NullMarked;
