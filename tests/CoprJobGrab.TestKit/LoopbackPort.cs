using System.Net;
using System.Net.Sockets;

namespace CoprJobGrab.TestKit;

/// <summary>Ports for the servers that the tests start.</summary>
public static class LoopbackPort
{
    /// <summary>Where systems begin to give ports to outgoing connections: below it, none is taken between the look and the server's start.</summary>
    private const int FirstEphemeral = 32_768;

    private const int First = 12_000;

    private static int s_last = Random.Shared.Next(FirstEphemeral - First);

    /// <summary>A port that nobody listens on. None is given twice before all were given.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref s_last) % (FirstEphemeral - First));
            if (IsFree(port))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
