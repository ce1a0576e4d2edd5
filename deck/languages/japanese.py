"""Japanese."""

from __future__ import annotations

from deck.languages.language import build_language

JAPANESE = build_language(
    "ja",
    "Japanese",
    labels={
        "question": "質問, 問題, 問, 設問, 問い, 表面, 表",
        "answer": "回答, 答え, 解答, 答, 模範解答, 裏面, 裏",
        "eli8": "やさしい説明, 簡単に言うと, かんたんに",
        "architect": "設計者の視点, 詳細, 専門家の視点",
        "counter": "追加質問, 深掘り質問, 関連質問",
        "key points": "要点, ポイント, キーポイント, 重要ポイント, 重要点",
        "choices": "選択肢",
        "explanation": "解説, 説明, 理由",
        "lessons": "教訓, 学び, 学んだこと",
        "decision": "判断, 決定",
        "topics": "トピック, 関連トピック",
        "hint": "ヒント",
    },
    openers="なぜ, どうして, 何が, 何を, どのように, どうやって, いつ, どこ, 誰が, どの, どちら, 説明して, 比較して",
    reveals="回答, 答え, 解答, 答えを見る, 解答を見る, 回答を見る, 解答を表示",
    correct="答え, 正解, 解答, 回答, 正答",
    months="1月; 2月; 3月; 4月; 5月; 6月; 7月; 8月; 9月; 10月; 11月; 12月",
    weekdays="月曜日, 月曜; 火曜日, 火曜; 水曜日, 水曜; 木曜日, 木曜; 金曜日, 金曜; 土曜日, 土曜; 日曜日, 日曜",
    script="\u3041-\u3096\u30a1-\u30fa",  # hiragana and katakana
    am="午前",
    pm="午後",
    about="約, およそ, 頃, ごろ",
    timelines="タイムライン, 時系列, 経緯, 対応履歴, 発生経緯",
    incidents="障害, インシデント, 事故, 停止",
    troubles="エラー, 復旧, 障害, アラート, 遅延, 停止, 原因, 再起動, 修正, 検知, 対応, 切り戻し",
    no_events="営業時間, 時間割, 議題, 予定表, 日程",
)
