// SPDX-License-Identifier: Apache-2.0
/// The enclave's side of the control connection: state, figures and log out, the wish to stop in.
@NullMarked
package dev.strongroom.enclave.runtime.control;

import org.jspecify.annotations.NullMarked;
