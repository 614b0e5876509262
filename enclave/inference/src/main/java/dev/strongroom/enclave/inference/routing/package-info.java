// SPDX-License-Identifier: Apache-2.0
/// Which back end a model's requests go to, and which back ends are out.
@NullMarked
package dev.strongroom.enclave.inference.routing;

import org.jspecify.annotations.NullMarked;
