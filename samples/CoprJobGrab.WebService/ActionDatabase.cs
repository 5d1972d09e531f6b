using Microsoft.Data.Sqlite;

namespace CoprJobGrab.WebService;

/// <summary>A connection and a transaction for one scope. What is not committed when the scope ends is rolled back.</summary>
internal sealed class ActionDatabase(IConfiguration configuration) : IAsyncDisposable
{
    private SqliteConnection? _connection;
    private SqliteTransaction? _transaction;

    /// <summary>Writes an action. It may be written again: an action is handled at least once.</summary>
    public async Task KeepAsync(ActionTask action, CancellationToken cancellationToken)
    {
        await using var command = await CommandAsync("INSERT OR REPLACE INTO actions (id, type, data) VALUES ($id, $type, $data)", cancellationToken);
        command.Parameters.AddWithValue("$id", action.Id);
        command.Parameters.AddWithValue("$type", $"{action.Type}");
        command.Parameters.AddWithValue("$data", (object?)action.Data ?? DBNull.Value);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        await using var command = await CommandAsync("SELECT id, type FROM actions ORDER BY id", cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var actions = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            actions.Add($"{reader.GetInt64(0)} {reader.GetString(1)}");
        }

        return actions;
    }

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (_transaction is not null)
        {
            await _transaction.CommitAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_transaction is not null)
        {
            await _transaction.DisposeAsync();
        }

        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
    }

    private async Task<SqliteCommand> CommandAsync(string text, CancellationToken cancellationToken)
    {
        if (_connection is null)
        {
            var connection = new SqliteConnectionStringBuilder(configuration.GetConnectionString("Actions"));
            connection.DataSource = Path.Combine(AppContext.BaseDirectory, connection.DataSource);
            _connection = new SqliteConnection(connection.ConnectionString);
            await _connection.OpenAsync(cancellationToken);
            _transaction = (SqliteTransaction)await _connection.BeginTransactionAsync(cancellationToken);
            await using var table = Command("CREATE TABLE IF NOT EXISTS actions (id INTEGER PRIMARY KEY, type TEXT NOT NULL, data TEXT)");
            await table.ExecuteNonQueryAsync(cancellationToken);
        }

        return Command(text);
    }

    private SqliteCommand Command(string text)
    {
        var command = _connection!.CreateCommand();
        (command.CommandText, command.Transaction) = (text, _transaction);
        return command;
    }
}
