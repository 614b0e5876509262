// SPDX-License-Identifier: Apache-2.0
/// The enclave's keys: the root secret, what derives from it, and the keys that evidence binds.
@NullMarked
package dev.strongroom.enclave.runtime.keys;

import org.jspecify.annotations.NullMarked;
