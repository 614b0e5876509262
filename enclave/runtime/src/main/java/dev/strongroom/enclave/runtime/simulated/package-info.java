// SPDX-License-Identifier: Apache-2.0
/// A device that is none: documents of the genuine format under a root of its own.
///
/// It protects nothing, and says so: the root has to be named by a policy, every certificate and
/// module is called SIMULATED, and whatever was judged under such a root is labelled.
@NullMarked
package dev.strongroom.enclave.runtime.simulated;

import org.jspecify.annotations.NullMarked;
