// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client;

import dev.strongroom.channel.ServerAppraisal;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.SocketFactory;
import javax.net.ssl.HttpsURLConnection;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/// Every way in which an application can use this library.
enum DropIn {
  HTTP_CLIENT {
    @Override
    byte[] post(ServerAppraisal appraisal, int port, byte[] body) throws Exception {
      try (HttpClient client = httpClient(appraisal)) {
        return client.send(request(port, body), BodyHandlers.ofByteArray()).body();
      }
    }
  },
  HTTP_CLIENT_ASYNC {
    @Override
    byte[] post(ServerAppraisal appraisal, int port, byte[] body) throws Exception {
      try (HttpClient client = httpClient(appraisal)) {
        return client.sendAsync(request(port, body), BodyHandlers.ofByteArray()).get().body();
      }
    }
  },
  ATTESTED_HTTP_CLIENT {
    @Override
    byte[] post(ServerAppraisal appraisal, int port, byte[] body) throws Exception {
      try (AttestedHttpClient client = AttestedHttpClient.create(appraisal)) {
        return client.send(request(port, body), BodyHandlers.ofByteArray()).body();
      }
    }
  },
  SOCKET_FACTORY {
    @Override
    byte[] post(ServerAppraisal appraisal, int port, byte[] body) throws Exception {
      return overSocket(new AttestedSocketFactory(appraisal), port, body);
    }
  },
  SSL_SOCKET_FACTORY {
    @Override
    byte[] post(ServerAppraisal appraisal, int port, byte[] body) throws Exception {
      return overSocket(new AttestedSslContext(appraisal).getSocketFactory(), port, body);
    }
  },
  URL_CONNECTION {
    @Override
    byte[] post(ServerAppraisal appraisal, int port, byte[] body) throws Exception {
      HttpsURLConnection connection =
          (HttpsURLConnection) uri("https", port).toURL().openConnection();
      connection.setSSLSocketFactory(new AttestedSslSocketFactory(appraisal));
      return overUrl(connection, body);
    }
  },
  OKHTTP {
    @Override
    byte[] post(ServerAppraisal appraisal, int port, byte[] body) throws Exception {
      OkHttpClient client =
          new OkHttpClient.Builder()
              .sslSocketFactory(new AttestedSslSocketFactory(appraisal), new UnaskedTrust())
              .hostnameVerifier(AttestedSession.hostnameVerifier())
              .build();
      return overOkHttp(client, "https", port, body);
    }
  },
  OKHTTP_PLAIN_SOCKETS {
    @Override
    byte[] post(ServerAppraisal appraisal, int port, byte[] body) throws Exception {
      OkHttpClient client =
          new OkHttpClient.Builder().socketFactory(new AttestedSocketFactory(appraisal)).build();
      return overOkHttp(client, "http", port, body);
    }
  };

  /// Posts `body` to an echoing server and gives what comes back.
  abstract byte[] post(ServerAppraisal appraisal, int port, byte[] body) throws Exception;

  static HttpClient httpClient(ServerAppraisal appraisal) {
    return HttpClient.newBuilder()
        .sslContext(new AttestedSslContext(appraisal))
        .connectTimeout(Duration.ofSeconds(30))
        .build();
  }

  static HttpRequest request(int port, byte[] body) {
    return HttpRequest.newBuilder(uri("https", port))
        .POST(BodyPublishers.ofByteArray(body))
        .build();
  }

  static URI uri(String scheme, int port) {
    return URI.create(scheme + "://127.0.0.1:" + port + "/echo");
  }

  private static byte[] overSocket(SocketFactory factory, int port, byte[] body)
      throws IOException {
    try (Socket socket = factory.createSocket("127.0.0.1", port)) {
      String head = "POST /echo HTTP/1.1\r\nHost: it\r\nContent-Length: " + body.length;
      socket.getOutputStream().write((head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(body);
      String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n";
      socket.getInputStream().skipNBytes(answer.length());
      return socket.getInputStream().readNBytes(body.length);
    }
  }

  private static byte[] overUrl(HttpURLConnection connection, byte[] body) throws IOException {
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(body.length);
    try {
      connection.getOutputStream().write(body);
      return connection.getInputStream().readAllBytes();
    } finally {
      connection.disconnect();
    }
  }

  private static byte[] overOkHttp(OkHttpClient client, String scheme, int port, byte[] body)
      throws IOException {
    Request request =
        new Request.Builder()
            .url(uri(scheme, port).toString())
            .post(RequestBody.create(body, MediaType.get("application/octet-stream")))
            .build();
    try (Response response = client.newCall(request).execute()) {
      return response.body().bytes();
    } finally {
      client.dispatcher().executorService().shutdown();
      client.connectionPool().evictAll();
    }
  }
}
