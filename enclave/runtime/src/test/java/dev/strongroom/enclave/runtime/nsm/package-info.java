// SPDX-License-Identifier: Apache-2.0
/// Tests against a fake module that speaks the real protocol, encoded by somebody else's CBOR.
@NullMarked
package dev.strongroom.enclave.runtime.nsm;

import org.jspecify.annotations.NullMarked;
