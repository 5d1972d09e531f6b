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

    /// <summary>Downloads the body into memory that is used again, and passes it once through <see cref="Utf8JsonReader"/>.</summary>
    public async Task<TimeSpan> ReadAsync()
    {
        var started = TimeProvider.System.GetTimestamp();
        using var response = await _client.GetAsync(new Uri($"{url}/{size}/backend/waiting/"), HttpCompletionOption.ResponseHeadersRead);
        var length = (int)response.Content.Headers.ContentLength!.Value;
        if (_buffer.Length < length)
        {
            _buffer = GC.AllocateUninitializedArray<byte>(length);
        }

        await using var stream = await response.Content.ReadAsStreamAsync();
        await stream.ReadExactlyAsync(_buffer.AsMemory(0, length));
        var tokens = Pass(_buffer.AsSpan(0, length));
        return tokens > size ? TimeProvider.System.GetElapsedTime(started) : throw new InvalidOperationException("The body was not read.");
    }

    /// <summary>Pushes the same envelopes, made beforehand, 500 with each LPUSH, all of them under way at once.</summary>
    public async Task<TimeSpan> PushAsync()
    {
        if (_batches.Length == 0)
        {
            var python = new PythonJsonWriter();
            _batches = [.. Enumerable.Range(0, size).Select(index => Envelope(index, python)).Chunk(Batch)];
        }

        var database = redis.GetDatabase();
        await database.KeyDeleteAsync("floor");
        var started = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(_batches.Select(batch => database.ListLeftPushAsync("floor", batch)));
        var elapsed = TimeProvider.System.GetElapsedTime(started);
        await database.KeyDeleteAsync("floor");
        return elapsed;
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
