using System.Buffers;
using System.Text;
using System.Text.Json;
using StackExchange.Redis;

namespace CoprJobGrab.Benchmarks;

/// <summary>The least that any grabber must do: read the answer once, and push the envelopes once.</summary>
internal sealed class Floors(int size, string url, IConnectionMultiplexer redis) : IDisposable
{
    private const int Batch = 500;

    private readonly HttpClient _client = new();
    private byte[] _buffer = [];
    private RedisValue[][] _batches = [];

    /// <summary>How long the body was that was read last.</summary>
    public int BodyBytes { get; private set; }

    /// <summary>Downloads the body into memory that is used again, and passes it once through <see cref="Utf8JsonReader"/>.</summary>
    public async Task ReadAsync()
    {
        using var response = await _client.GetAsync(new Uri($"{url}/{size}/backend/waiting/"), HttpCompletionOption.ResponseHeadersRead);
        BodyBytes = (int)response.Content.Headers.ContentLength!.Value;
        if (_buffer.Length < BodyBytes)
        {
            _buffer = GC.AllocateUninitializedArray<byte>(BodyBytes);
        }

        await using var stream = await response.Content.ReadAsStreamAsync();
        await stream.ReadExactlyAsync(_buffer.AsMemory(0, BodyBytes));
        if (Pass(_buffer.AsSpan(0, BodyBytes)) <= size)
        {
            throw new InvalidOperationException("The body was not read.");
        }
    }

    /// <summary>Pushes the same envelopes, made beforehand, 500 with each LPUSH, all of them under way at once.</summary>
    public async Task<Cost> PushAsync(IServer server)
    {
        if (_batches.Length == 0)
        {
            var python = new PythonJsonWriter();
            _batches = [.. Enumerable.Range(0, size).Select(index => Envelope(index, python)).Chunk(Batch)];
        }

        var database = redis.GetDatabase();
        await database.KeyDeleteAsync("floor");
        var cost = await Cost.OfAsync(server, () => Task.WhenAll(_batches.Select(batch => database.ListLeftPushAsync("floor", batch))));
        await database.KeyDeleteAsync("floor");
        return cost;
    }

    public void Dispose() => _client.Dispose();

    private static RedisValue Envelope(int index, PythonJsonWriter python)
    {
        var envelope = new ArrayBufferWriter<byte>();
        RetaskEnvelope.Write(envelope, Encoding.UTF8.GetBytes(BenchBuilds.Record(index)), Guid.NewGuid(), python);
        return envelope.WrittenMemory;
    }

    private static int Pass(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var tokens = 0;
        while (reader.Read())
        {
            tokens++;
        }

        return tokens;
    }
}
