using System.Net.Sockets;

namespace Causeway.Samples.Docs;

/// <summary>What docs/unix-sockets.md quotes.</summary>
public static class UnixSockets
{
    public static async Task ServeAsync(string path, CancellationToken stop)
    {
        var options = new UnixBindOptions { Permissions = UnixFileMode.UserRead | UnixFileMode.UserWrite, ReplaceStale = true };
        using UnixSocketListener listener = UnixSocketListener.Listen(UnixSocketAddress.FromPath(path), options: options);
        while (true)
        {
            using UnixSocket client = await listener.AcceptAsync(stop);
            using UnixSocketStream stream = client.GetStream();
            using var lines = new StreamReader(stream, leaveOpen: true);
            string? question = await lines.ReadLineAsync(stop);
            await client.SendAsync(System.Text.Encoding.UTF8.GetBytes($"you are {client.PeerCredentials?.UserId}, you asked {question}\n"), stop);
        }
    }

    public static string Ask(string path, string question)
    {
        using UnixSocket socket = UnixSocket.Connect(UnixSocketAddress.FromPath(path), timeout: TimeSpan.FromSeconds(5));
        socket.Send(System.Text.Encoding.UTF8.GetBytes(question + "\n"), timeout: TimeSpan.FromSeconds(5));
        socket.Shutdown(SocketShutdown.Send);
        using var answer = new StreamReader(socket.GetStream());
        return answer.ReadToEnd();
    }

    public static void SendAFile(UnixSocket socket, string path)
    {
        using FileStream file = File.OpenRead(path);
        socket.SendWithHandles("the file"u8, [file.SafeFileHandle]);
    }

    public static SafeFileDescriptor? ReceiveAFile(UnixSocket socket)
    {
        byte[] buffer = new byte[100];
        using UnixReceived received = socket.ReceiveWithHandles(buffer, maxHandles: 1);
        if (received.IsEnd || received.Handles.Count == 0)
            return null;
        return received.Handles.Take(0);
    }

    public static async Task<List<int>> ReadMessagesAsync(UnixSocket seqPacket)
    {
        var lengths = new List<int>();
        byte[] buffer = new byte[4096];
        while (await seqPacket.ReceiveMessageAsync(buffer) is { IsEnd: false } message)
            lengths.Add(message.IsTruncated ? throw new InvalidDataException($"a message of {message.MessageBytes} bytes") : message.Count);
        return lengths;
    }

    public static void AnswerADatagram(UnixSocket bound)
    {
        byte[] buffer = new byte[4096];
        UnixDatagram question = bound.ReceiveFrom(buffer);
        if (!question.Sender.IsUnnamed)
            bound.SendTo(buffer.AsSpan(0, question.Count), question.Sender);
    }

    public static UnixCredentials? WhoSentIt(UnixSocket socket)
    {
        socket.ReceivesCredentials = true;
        using UnixReceived received = socket.ReceiveWithHandles(new byte[4096]);
        return received.Credentials;
    }

    public static UnixSocketListener StartedBySystemd(string path) =>
        SocketActivation.TakeListener() ?? UnixSocketListener.Listen(UnixSocketAddress.FromPath(path));
}
