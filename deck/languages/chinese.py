"""Chinese, simplified and traditional."""

from __future__ import annotations

from deck.languages.language import build_language

CHINESE = build_language(
    "zh",
    "Chinese",
    labels={
        "question": "问题, 問題, 问, 問, 题目, 題目, 提问, 正面",
        "answer": "答案, 回答, 答, 解答, 参考答案, 參考答案, 背面",
        "eli8": "简单来说, 通俗解释, 簡單來說, 通俗地说",
        "architect": "架构师视角, 架構師視角, 详细, 专家视角",
        "counter": "追问, 追問, 反问, 后续问题",
        "key points": "要点, 要點, 关键点, 關鍵點, 重点, 重點",
        "choices": "选项, 選項",
        "explanation": "解析, 解释, 解釋, 说明, 說明, 理由",
        "lessons": "教训, 教訓, 经验教训, 總結, 总结",
        "decision": "决策, 決策, 决定",
        "topics": "主题, 主題, 相关主题",
        "hint": "提示",
    },
    openers="什么, 什麼, 为什么, 為什麼, 如何, 怎么, 怎麼, 怎样, 怎樣, 何时, 哪里, 哪裡, 谁, 誰, 哪个, 哪個, 哪些, 请解释, 請解釋, "
    "解释, 描述, 比较, 比較, 列举, 列舉, 简述, 簡述, 说说, 介绍, 谈谈",
    reveals="答案, 查看答案, 显示答案, 顯示答案, 点击查看答案, 参考答案, 解答",
    correct="答案, 正确答案, 正確答案, 参考答案",
    months="1月, 一月; 2月, 二月; 3月, 三月; 4月, 四月; 5月, 五月; 6月, 六月; 7月, 七月; 8月, 八月; 9月, 九月; 10月, 十月; "
    "11月, 十一月; 12月, 十二月",
    weekdays="星期一, 周一; 星期二, 周二; 星期三, 周三; 星期四, 周四; 星期五, 周五; 星期六, 周六; 星期日, 星期天, 周日",
    script="\u4e00-\u9fff",  # ideographs; Japanese is known by its kana before this is asked
    am="上午, 凌晨, 早上",
    pm="下午, 晚上",
    about="约, 大约, 約, 左右",
    timelines="时间线, 時間線, 时间轴, 時間軸, 事件经过, 事件經過, 经过, 处理过程",
    incidents="故障, 事故, 中断, 事件",
    troubles="错误, 錯誤, 故障, 恢复, 恢復, 报警, 告警, 延迟, 超时, 原因, 重启, 重啟, 回滚, 修复, 修復, 发现",
    no_events="营业时间, 課表, 课程表, 议程, 日程",
)
