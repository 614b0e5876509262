// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.util.Set;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// The options and addresses of a socket are those of the socket that carries it.
abstract class ForwardingSslSocket extends SSLSocket {
  private final Socket carrier;

  ForwardingSslSocket(Socket carrier) {
    this.carrier = carrier;
  }

  @Override
  public void bind(@Nullable SocketAddress address) throws IOException {
    carrier.bind(address);
  }

  @Override
  public @Nullable InetAddress getInetAddress() {
    return carrier.getInetAddress();
  }

  @Override
  public InetAddress getLocalAddress() {
    return carrier.getLocalAddress();
  }

  @Override
  public int getPort() {
    return carrier.getPort();
  }

  @Override
  public int getLocalPort() {
    return carrier.getLocalPort();
  }

  @Override
  public @Nullable SocketAddress getRemoteSocketAddress() {
    return carrier.getRemoteSocketAddress();
  }

  @Override
  public @Nullable SocketAddress getLocalSocketAddress() {
    return carrier.getLocalSocketAddress();
  }

  /// None: bytes that went by a channel would go unencrypted.
  @Override
  public @Nullable SocketChannel getChannel() {
    return null;
  }

  @Override
  public void setTcpNoDelay(boolean on) throws SocketException {
    carrier.setTcpNoDelay(on);
  }

  @Override
  public boolean getTcpNoDelay() throws SocketException {
    return carrier.getTcpNoDelay();
  }

  @Override
  public void setSoLinger(boolean on, int seconds) throws SocketException {
    carrier.setSoLinger(on, seconds);
  }

  @Override
  public int getSoLinger() throws SocketException {
    return carrier.getSoLinger();
  }

  /// Refused: urgent data would go unencrypted.
  @Override
  public void sendUrgentData(int data) throws SocketException {
    throw new SocketException("urgent data aren't encrypted");
  }

  @Override
  public void setOOBInline(boolean on) throws SocketException {
    throw new SocketException("urgent data aren't encrypted");
  }

  @Override
  public boolean getOOBInline() {
    return false;
  }

  @Override
  public void setSoTimeout(int milliseconds) throws SocketException {
    carrier.setSoTimeout(milliseconds);
  }

  @Override
  public int getSoTimeout() throws SocketException {
    return carrier.getSoTimeout();
  }

  @Override
  public void setSendBufferSize(int size) throws SocketException {
    carrier.setSendBufferSize(size);
  }

  @Override
  public int getSendBufferSize() throws SocketException {
    return carrier.getSendBufferSize();
  }

  @Override
  public void setReceiveBufferSize(int size) throws SocketException {
    carrier.setReceiveBufferSize(size);
  }

  @Override
  public int getReceiveBufferSize() throws SocketException {
    return carrier.getReceiveBufferSize();
  }

  @Override
  public void setKeepAlive(boolean on) throws SocketException {
    carrier.setKeepAlive(on);
  }

  @Override
  public boolean getKeepAlive() throws SocketException {
    return carrier.getKeepAlive();
  }

  @Override
  public void setTrafficClass(int trafficClass) throws SocketException {
    carrier.setTrafficClass(trafficClass);
  }

  @Override
  public int getTrafficClass() throws SocketException {
    return carrier.getTrafficClass();
  }

  @Override
  public void setReuseAddress(boolean on) throws SocketException {
    carrier.setReuseAddress(on);
  }

  @Override
  public boolean getReuseAddress() throws SocketException {
    return carrier.getReuseAddress();
  }

  @Override
  public void setPerformancePreferences(int connectionTime, int latency, int bandwidth) {
    carrier.setPerformancePreferences(connectionTime, latency, bandwidth);
  }

  @Override
  public <T> Socket setOption(SocketOption<T> name, T value) throws IOException {
    carrier.setOption(name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return carrier.getOption(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return carrier.supportedOptions();
  }

  @Override
  public boolean isConnected() {
    return carrier.isConnected();
  }

  @Override
  public boolean isBound() {
    return carrier.isBound();
  }

  @Override
  public boolean isClosed() {
    return carrier.isClosed();
  }

  @Override
  public String toString() {
    return "attested " + carrier;
  }
}
